//! `sql/sqlite-integer-primary-key-spelling`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::Dialect;
use crate::schema::{Affinity, Column, Schema, Table};

declare_rule! {
    /// ## What it finds
    /// A SQLite primary key of whole numbers whose type is not spelled exactly `INTEGER`.
    ///
    /// ## Why it matters
    /// Only `INTEGER PRIMARY KEY` is the row id itself. With `INT`, `BIGINT` and the like SQLite keeps a second index,
    /// gives no number to a new row, and takes null for a key.
    ///
    /// ## Bad
    /// ```sql sqlite
    /// CREATE TABLE note (id INT PRIMARY KEY, text TEXT);
    /// ```
    /// ## Good
    /// ```sql sqlite
    /// CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT);
    /// ```
    /// ## Limits
    /// Tables `WITHOUT ROWID` have no row id and are not reported.
    pub SqliteIntegerPrimaryKeySpelling {
        id: "sql/sqlite-integer-primary-key-spelling",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("SQLite manual, ROWIDs and the INTEGER PRIMARY KEY", "https://sqlite.org/lang_createtable.html#rowid")],
    }
}

impl Rule<Schema> for SqliteIntegerPrimaryKeySpelling {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        if schema.dialect != Dialect::Sqlite {
            return;
        }
        for table in schema.tables().filter(|table| !table.options.without_rowid) {
            let Some(primary) = table.primary_key() else { continue };
            let [key] = primary.column_keys().try_into().unwrap_or([const { String::new() }; 1]);
            let Some(column) = table.column(&key) else { continue };
            let Some(data_type) = &column.data_type else { continue };
            let whole_number = Affinity::of(&data_type.name) == Affinity::Integer;
            let is_alias = data_type.name == "integer" && data_type.arguments.is_empty();
            if whole_number && !is_alias {
                sink.push(no_alias(table, column, &data_type.shown()));
            }
        }
    }
}

fn no_alias(table: &Table, column: &Column, data_type: &str) -> Finding {
    Finding::of::<SqliteIntegerPrimaryKeySpelling>(column.type_span.clone().unwrap_or_else(|| column.span.clone()))
        .message(format!(
            "`{}.{}` is {data_type} PRIMARY KEY, which is not the row id: SQLite keeps an index of its own for it",
            table.name, column.name
        ))
        .subject(table.subject([&column.key]))
        .help("Spell the type INTEGER, or say WITHOUT ROWID when that is meant.")
}
