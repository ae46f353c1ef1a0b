//! PostgreSQL's catalog, 12 and newer.

use architect_core::{Context, Database, Row, ToolError};

use super::observed::{Observed, ObservedIndex, ObservedSequence, ObservedTable};
use super::{Read, lines};

/// What is written out, in an order in which it could be run.
const PARTS: [(&str, &str); 12] = [
    ("types", include_str!("postgresql/types.sql")),
    ("sequences", include_str!("postgresql/sequences.sql")),
    ("tables", include_str!("postgresql/tables.sql")),
    ("tables", include_str!("postgresql/inherited_columns.sql")),
    ("sequences", include_str!("postgresql/owned_sequences.sql")),
    ("constraints", include_str!("postgresql/constraints.sql")),
    ("functions", include_str!("postgresql/functions.sql")),
    ("views", include_str!("postgresql/views.sql")),
    ("indexes", include_str!("postgresql/indexes.sql")),
    ("security", include_str!("postgresql/security.sql")),
    ("triggers", include_str!("postgresql/triggers.sql")),
    ("comments", include_str!("postgresql/comments.sql")),
];

/// Names are written without their schemas where the path has them: so none is left out. The session ends with the reading.
const WITH_SCHEMAS: &str = "SELECT set_config('search_path', 'pg_catalog', true)";

pub(super) fn read(database: &mut dyn Database, context: &Context) -> Result<Read, ToolError> {
    database.rows(WITH_SCHEMAS)?;
    let mut read = Read::default();
    for (done, (part, statement)) in PARTS.iter().enumerate() {
        context.checkpoint()?;
        context.progress(done as u64, Some(PARTS.len() as u64), part);
        lines(database, statement, &mut read.ddl)?;
    }
    read.observed = observed(database)?;
    Ok(read)
}

fn observed(database: &mut dyn Database) -> Result<Observed, ToolError> {
    let index = |mut row: Values| ObservedIndex {
        schema: row.text(),
        name: row.text(),
        table: row.text(),
        valid: row.is_true(),
        needed: row.is_true(),
        scans: row.number(),
        bytes: row.number(),
    };
    let table = |mut row: Values| ObservedTable {
        schema: row.text(),
        name: row.text(),
        rows: row.number(),
        dead: row.number(),
        analyzed: row.is_true(),
        index_scans: row.number(),
        whole_scans: row.number(),
        partitioned: row.text() == "p",
    };
    let sequence = |mut row: Values| ObservedSequence {
        schema: row.text(),
        table: row.text(),
        column: row.text(),
        name: row.text(),
        last: row.number(),
        end: row.number(),
    };
    let mut each = |statement| Ok::<_, ToolError>(database.rows(statement)?.into_iter().map(Values::of));
    Ok(Observed {
        indexes: each(include_str!("postgresql/observed_indexes.sql"))?.map(index).collect(),
        tables: each(include_str!("postgresql/observed_tables.sql"))?.map(table).collect(),
        sequences: each(include_str!("postgresql/observed_sequences.sql"))?.map(sequence).collect(),
        days: each(include_str!("postgresql/observed_since.sql"))?.next().map(|mut row| row.number()),
    })
}

/// The values of a row, one after the other.
struct Values(std::vec::IntoIter<Option<String>>);

impl Values {
    fn of(row: Row) -> Self {
        Self(row.into_iter())
    }

    fn text(&mut self) -> String {
        self.0.next().flatten().unwrap_or_default()
    }

    fn number(&mut self) -> u64 {
        self.text().parse().unwrap_or(0)
    }

    fn is_true(&mut self) -> bool {
        matches!(self.text().as_str(), "t" | "true")
    }
}
