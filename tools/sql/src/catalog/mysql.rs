//! MySQL's and MariaDB's catalog: they write their statements themselves.

use std::fmt::Write as _;

use architect_core::{Context, Database, ToolError};

use super::Read;
use super::observed::ObservedTable;

const RELATIONS: &str = "SELECT table_name, table_type, CAST(COALESCE(table_rows, 0) AS CHAR) FROM information_schema.tables \
                         WHERE table_schema = DATABASE() ORDER BY table_type, table_name";
const ROUTINES: &str = "SELECT CAST((SELECT COUNT(*) FROM information_schema.routines WHERE routine_schema = DATABASE()) \
                        + (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE()) AS CHAR)";

/// The server writes the account that made a view into every one, where a file has to say so.
fn without_definer(statement: &str) -> String {
    let parts = statement.split_once(" DEFINER=").filter(|(before, _)| !before.contains(['(', '\n']));
    match parts.and_then(|(before, rest)| Some((before, rest.split_once(" SQL SECURITY ")?.1))) {
        Some((before, rest)) => format!("{before} SQL SECURITY {rest}"),
        None => statement.to_owned(),
    }
}

pub(super) fn read(database: &mut dyn Database, context: &Context) -> Result<Read, ToolError> {
    let relations = database.rows(RELATIONS)?;
    let mut read = Read::default();
    if relations.is_empty() {
        read.left_out.push(
            "the database has no table, or its URL names none: postgres and mysql URLs end in /NAME".to_owned(),
        );
    }
    for (done, relation) in relations.iter().enumerate() {
        context.checkpoint()?;
        let [Some(name), Some(kind), rows] = relation.as_slice() else { continue };
        context.progress(done as u64, Some(relations.len() as u64), name);
        let what = match kind.as_str() {
            "BASE TABLE" => "TABLE",
            "VIEW" => "VIEW",
            // Sequences of MariaDB and what the server made for itself.
            _ => continue,
        };
        let shown = database.rows(&format!("SHOW CREATE {what} `{}`", name.replace('`', "``")));
        match shown.ok().and_then(|rows| rows.into_iter().next()).and_then(|row| row.into_iter().nth(1)).flatten() {
            Some(statement) => {
                let statement = without_definer(&statement);
                // Writing to a string cannot fail.
                let _ = writeln!(read.ddl, "{statement};");
            }
            None => read.left_out.push(format!("the server does not show how `{name}` is made: it was not read")),
        }
        if what == "TABLE" {
            read.observed.tables.push(ObservedTable {
                name: name.clone(),
                rows: rows.as_ref().and_then(|rows| rows.parse().ok()).unwrap_or(0),
                analyzed: true,
                ..ObservedTable::default()
            });
        }
    }
    let routines = database.rows(ROUTINES)?.into_iter().next().and_then(|row| row.into_iter().next()).flatten();
    if let Some(number) = routines.filter(|number| number != "0") {
        read.left_out.push(format!("{number} routines and triggers of the database were not read"));
    }
    Ok(read)
}
