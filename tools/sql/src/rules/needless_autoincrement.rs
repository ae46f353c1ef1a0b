//! `sql/needless-autoincrement`

use architect_core::{Rule, Sink, declare_rule};

use super::places::{self, Place};
use crate::Dialect;
use crate::ddl::Generation;
use crate::schema::{Column, Schema, Table};

declare_rule! {
    /// ## What it finds
    /// `AUTOINCREMENT` in SQLite.
    ///
    /// ## Why it matters
    /// `INTEGER PRIMARY KEY` gives new rows a number by itself. `AUTOINCREMENT` only promises that the number of a deleted
    /// row never comes back, and each insert reads and writes the table `sqlite_sequence` for it.
    ///
    /// ## Bad
    /// ```sql sqlite
    /// CREATE TABLE note (id INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT NOT NULL);
    /// ```
    /// ## Good
    /// ```sql sqlite
    /// CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL);
    /// ```
    /// ## Limits
    /// Whether numbers may come back is for the program to say, so the rule is off until it is selected. One finding a
    /// table, or one a file when there are more than three.
    pub NeedlessAutoincrement {
        id: "sql/needless-autoincrement",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: [],
        references: [("SQLite manual, SQLite Autoincrement", "https://sqlite.org/autoinc.html")],
    }
}

impl Rule<Schema> for NeedlessAutoincrement {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        if schema.dialect != Dialect::Sqlite {
            return;
        }
        let mut found = Vec::new();
        for table in schema.tables() {
            let counted = |column: &&Column| column.generation == Some(Generation::Counted);
            if let Some(column) = table.columns.iter().find(counted) {
                found.push(Place {
                    span: column.span.clone(),
                    subject: table.subject([&column.key]),
                    of: (table, column),
                });
            }
        }
        let help = "Leave it out, unless a number must never be given twice.";
        places::report::<Self, (&Table, &Column)>(
            sink,
            found,
            |finding, place| {
                let (table, column) = place.of;
                let message = format!(
                    "`{}.{}` is AUTOINCREMENT, which costs a second write an insert",
                    table.name, column.name
                );
                finding.message(message).help(help)
            },
            |finding, places| {
                let message =
                    format!("{} tables use AUTOINCREMENT, which costs a second write an insert", places.len());
                finding.message(message).help(help)
            },
        );
    }
}
