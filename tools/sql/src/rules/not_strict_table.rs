//! `sql/not-strict-table`

use architect_core::{Rule, Sink, declare_rule};

use super::places::{self, Place};
use crate::Dialect;
use crate::schema::{Schema, Table};

declare_rule! {
    /// ## What it finds
    /// A table of SQLite that could be `STRICT` as it is, since its types are all among those that a strict table has.
    ///
    /// ## Why it matters
    /// Without it a column takes any value: `'many'` goes into an `INTEGER` column, and is found when a program reads it.
    ///
    /// ## Bad
    /// ```sql sqlite
    /// CREATE TABLE product (id INTEGER PRIMARY KEY, name TEXT NOT NULL, stock INTEGER NOT NULL);
    /// ```
    /// ## Good
    /// ```sql sqlite
    /// CREATE TABLE product (id INTEGER PRIMARY KEY, name TEXT NOT NULL, stock INTEGER NOT NULL) STRICT;
    /// ```
    /// ## Limits
    /// Needs SQLite 3.37, and a rebuild of the table; the rule is off until it is selected. One finding a table, or one a
    /// file when there are more than three.
    pub NotStrictTable {
        id: "sql/not-strict-table",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: [],
        references: [("SQLite manual, STRICT Tables", "https://sqlite.org/stricttables.html")],
    }
}

/// The types that a strict table has.
pub(super) const STRICT_TYPES: &[&str] = &["int", "integer", "real", "text", "blob", "any"];

impl Rule<Schema> for NotStrictTable {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        if schema.dialect != Dialect::Sqlite {
            return;
        }
        let could_be =
            |table: &&Table| table.is_whole() && !table.foreign && !table.options.strict && has_strict_types(table);
        let found = schema.tables().filter(could_be).map(|table| Place {
            span: table.span.clone(),
            subject: table.name.clone(),
            of: table,
        });
        let help = "Say STRICT behind the table's closing parenthesis when it is made anew.";
        places::report::<Self, &Table>(
            sink,
            found.collect(),
            |finding, place| {
                finding.message(format!("`{}` could be STRICT: its types allow it", place.of.name)).help(help)
            },
            |finding, places| {
                finding.message(format!("{} tables could be STRICT: their types allow it", places.len())).help(help)
            },
        );
    }
}

fn has_strict_types(table: &Table) -> bool {
    table.columns.iter().all(|column| {
        column.data_type.as_ref().is_some_and(|data_type| {
            data_type.arguments.is_empty() && STRICT_TYPES.contains(&data_type.name.as_str())
        })
    })
}
