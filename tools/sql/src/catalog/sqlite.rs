//! SQLite's catalog: it keeps the statements as they were written.

use architect_core::{Database, ToolError};

use super::Read;

const STATEMENTS: &str = "SELECT sql || ';' FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
                          ORDER BY CASE type WHEN 'table' THEN 0 WHEN 'view' THEN 1 WHEN 'index' THEN 2 ELSE 3 END, rowid";

pub(super) fn read(database: &mut dyn Database) -> Result<Read, ToolError> {
    let mut read = Read::default();
    super::lines(database, STATEMENTS, &mut read.ddl)?;
    Ok(read)
}
