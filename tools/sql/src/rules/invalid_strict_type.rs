//! `sql/invalid-strict-type`

use architect_core::{Finding, Rule, Sink, declare_rule};

use super::not_strict_table::STRICT_TYPES;
use crate::Dialect;
use crate::schema::{Column, Schema, Table};

declare_rule! {
    /// ## What it finds
    /// A column of a `STRICT` table of SQLite whose type is none of `INT`, `INTEGER`, `REAL`, `TEXT`, `BLOB`, `ANY`.
    ///
    /// ## Why it matters
    /// The table is refused: "unknown datatype", or "missing datatype" where none is said.
    ///
    /// ## Bad
    /// ```sql sqlite
    /// CREATE TABLE visit (id INTEGER PRIMARY KEY, seen_at DATETIME NOT NULL) STRICT;
    /// ```
    /// ## Good
    /// ```sql sqlite
    /// CREATE TABLE visit (id INTEGER PRIMARY KEY, seen_at TEXT NOT NULL) STRICT;
    /// ```
    pub InvalidStrictType {
        id: "sql/invalid-strict-type",
        severity: Error,
        since: "0.1.0",
        aliases: [],
        references: [("SQLite manual, STRICT Tables", "https://sqlite.org/stricttables.html")],
    }
}

impl Rule<Schema> for InvalidStrictType {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        for table in schema.tables().filter(|table| schema.dialect == Dialect::Sqlite && table.options.strict) {
            for column in &table.columns {
                let known = column.data_type.as_ref().is_some_and(|data_type| {
                    data_type.arguments.is_empty() && STRICT_TYPES.contains(&data_type.name.as_str())
                });
                if !known {
                    sink.push(unknown(table, column));
                }
            }
        }
    }
}

fn unknown(table: &Table, column: &Column) -> Finding {
    let is = match &column.data_type {
        Some(data_type) => format!("is {}", data_type.shown().to_uppercase()),
        None => "has no type".to_owned(),
    };
    Finding::of::<InvalidStrictType>(column.type_span.clone().unwrap_or_else(|| column.span.clone()))
        .message(format!("`{}.{}` {is}, which a STRICT table does not take", table.name, column.name))
        .subject(table.subject([&column.key]))
        .help("Use INTEGER, REAL, TEXT, BLOB or ANY, without a length.")
}
