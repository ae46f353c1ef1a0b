//! `sql/sqlite-date-type`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::columns;
use crate::Dialect;
use crate::schema::Schema;

declare_rule! {
    /// ## What it finds
    /// Columns of SQLite of type `DATE`, `TIME`, `DATETIME` or `TIMESTAMP`.
    ///
    /// ## Why it matters
    /// SQLite has no such type: the column takes texts in any form and numbers, side by side, which do not sort with each
    /// other. `2020` becomes a number, `2020-01-01` stays a text.
    ///
    /// ## Bad
    /// ```sql sqlite
    /// CREATE TABLE visit (id INTEGER PRIMARY KEY, seen_at DATETIME NOT NULL);
    /// ```
    /// ## Good
    /// ```sql sqlite
    /// CREATE TABLE visit (id INTEGER PRIMARY KEY, seen_at TEXT NOT NULL CHECK (seen_at IS datetime(seen_at)));
    /// ```
    /// ## Limits
    /// Libraries read the type's name to convert values, so the rule is off until it is selected. One finding a table, or
    /// one a file when more than three tables have such columns.
    pub SqliteDateType {
        id: "sql/sqlite-date-type",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: [],
        references: [("SQLite manual, Datatypes In SQLite, 2.2 Date and Time Datatype", "https://sqlite.org/datatype3.html#date_and_time_datatype")],
    }
}

impl Rule<Schema> for SqliteDateType {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        if schema.dialect != Dialect::Sqlite {
            return;
        }
        columns::report::<Self>(
            schema,
            sink,
            |table, column| {
                let name = column.data_type.as_ref().map(|data_type| data_type.name.as_str()).unwrap_or_default();
                !table.options.strict && matches!(name, "date" | "time" | "datetime" | "timestamp" | "timestamptz")
            },
            |found| {
                let verb = if found.several { "have" } else { "has" };
                format!("{} {verb} a type for moments, which SQLite does not have: any value goes in", found.what)
            },
            (Confidence::High, "Keep ISO 8601 texts or whole numbers, and CHECK that they are."),
        );
    }
}
