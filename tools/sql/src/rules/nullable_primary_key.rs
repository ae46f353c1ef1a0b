//! `sql/nullable-primary-key`

use std::collections::BTreeSet;

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::columns;
use crate::Dialect;
use crate::schema::{Affinity, Schema, Table, TableKey};

declare_rule! {
    /// ## What it finds
    /// Columns of a primary key of SQLite that are not declared `NOT NULL`.
    ///
    /// ## Why it matters
    /// By an old mistake that SQLite keeps, a primary key takes null, as often as one likes: rows come in that no key
    /// names. Only `INTEGER PRIMARY KEY`, `WITHOUT ROWID` and `STRICT` tables do better.
    ///
    /// ## Bad
    /// ```sql sqlite
    /// CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
    /// ```
    /// ## Good
    /// ```sql sqlite
    /// CREATE TABLE setting (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL);
    /// ```
    /// ## Limits
    /// A key of one whole number is `sql/sqlite-integer-primary-key-spelling`. One finding a table, or one a file when more
    /// than three tables have such keys.
    pub NullablePrimaryKey {
        id: "sql/nullable-primary-key",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("SQLite manual, CREATE TABLE, 3.5 The PRIMARY KEY", "https://sqlite.org/lang_createtable.html#the_primary_key")],
    }
}

impl Rule<Schema> for NullablePrimaryKey {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        if schema.dialect != Dialect::Sqlite {
            return;
        }
        let keys: BTreeSet<(&TableKey, &str)> = schema
            .tables()
            .filter(|table| !table.foreign)
            .flat_map(|table| key_columns(table).map(move |key| (&table.key, key)))
            .collect();
        columns::report::<Self>(
            schema,
            sink,
            |table, column| !column.not_null && keys.contains(&(&table.key, column.key.as_str())),
            |found| {
                let verb = if found.several { "are" } else { "is" };
                format!("{} {verb} in a primary key and may be null", found.what)
            },
            (Confidence::High, "Say NOT NULL, or make the table STRICT or WITHOUT ROWID."),
        );
    }
}

/// The columns of a primary key. None of a key that is one misspelt whole number.
fn key_columns(table: &Table) -> impl Iterator<Item = &str> {
    let keys = table.primary_key().map_or(&[][..], |primary| primary.keys.as_slice());
    let misspelt = match keys {
        [only] => only.column.as_ref().and_then(|key| table.column(key)?.data_type.as_ref()),
        _ => None,
    };
    let left_out = misspelt.is_some_and(|data_type| Affinity::of(&data_type.name) == Affinity::Integer);
    keys.iter().filter(move |_| !left_out).filter_map(|key| key.column.as_deref())
}

#[cfg(test)]
mod tests {
    use crate::Dialect;
    use crate::tool::lint_sql_schema::testing::subjects;

    #[test]
    fn keys_that_take_no_null_are_left_alone() {
        let found = |table: &str| {
            !subjects(&format!("CREATE TABLE t {table};"), Dialect::Sqlite, "sql/nullable-primary-key").is_empty()
        };

        assert!(found("(a INT, b INT, PRIMARY KEY (a, b))"));
        assert!(found("(a TEXT PRIMARY KEY)"));
        for table in [
            "(a INTEGER PRIMARY KEY)",
            "(a INT PRIMARY KEY)",
            "(a TEXT PRIMARY KEY) STRICT",
            "(a TEXT PRIMARY KEY) WITHOUT ROWID",
            "(a TEXT NOT NULL, b INT NOT NULL, PRIMARY KEY (a, b))",
        ] {
            assert!(!found(table), "{table}");
        }
    }
}
