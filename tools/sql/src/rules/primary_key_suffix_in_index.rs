//! `sql/primary-key-suffix-in-index`

use architect_core::{Finding, Rule, Sink, declare_rule};

use super::places::{self, Place};
use crate::Dialect;
use crate::schema::{Index, Origin, Schema, Table};

declare_rule! {
    /// ## What it finds
    /// An index of InnoDB or SQLite that ends with the primary key, which the engine puts there anyway.
    ///
    /// ## Why it matters
    /// Every entry of an index carries the key of its row, in the order of the index: `(state)` finds and sorts just what
    /// `(state, id)` does. The longer form looks like another index, and hides that the two are one.
    ///
    /// ## Bad
    /// ```sql mysql
    /// CREATE TABLE job (id bigint PRIMARY KEY, state int NOT NULL, KEY job_state (state, id));
    /// ```
    /// ## Good
    /// ```sql mysql
    /// CREATE TABLE job (id bigint PRIMARY KEY, state int NOT NULL, KEY job_state (state));
    /// ```
    /// ## Limits
    /// Harmless in itself, so the rule is off until it is selected. In SQLite only the row id is meant. Indexes that are
    /// unique, that sort the key downwards, or whose keys a foreign key names are left alone.
    pub PrimaryKeySuffixInIndex {
        id: "sql/primary-key-suffix-in-index",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: [],
        references: [
            ("MySQL 8.4 manual, 10.3.10 Use of Index Extensions", "https://dev.mysql.com/doc/refman/8.4/en/index-extensions.html"),
            ("SQLite manual, The SQLite Query Optimizer Overview", "https://sqlite.org/optoverview.html"),
        ],
    }
}

impl Rule<Schema> for PrimaryKeySuffixInIndex {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        let mut found = Vec::new();
        for table in schema.tables() {
            let clusters = match schema.dialect {
                Dialect::MySql | Dialect::MariaDb => table.is_innodb(),
                Dialect::Sqlite => table.has_rowid_key(),
                Dialect::PostgreSql | Dialect::MsSql => false,
            };
            let Some(primary) = table.primary_key().filter(|_| clusters) else { continue };
            let primary = primary.column_keys();
            for index in table.indexes.iter().filter(|index| is_candidate(table, index)) {
                let kept = without_suffix(index, &primary);
                if kept < index.keys.len() {
                    let subject = format!("{}({})", table.name, index.shown_keys(table));
                    found.push(Place { span: index.span.clone(), subject, of: (table, index, kept) });
                }
            }
        }
        let help = "Leave the key out where the index is made anew anyway.";
        places::report::<Self, (&Table, &Index, usize)>(
            sink,
            found,
            |finding, place| one(finding, place.of).help(help),
            |finding, places| {
                let message = format!("{} indexes end with the primary key, which is in them anyway", places.len());
                finding.message(message).help(help)
            },
        );
    }
}

fn is_candidate(table: &Table, index: &Index) -> bool {
    let named = |key: &crate::schema::ForeignKey| index.begins_with(&key.columns) && key.columns.len() > 1;
    index.origin == Origin::Index
        && !index.unique
        && index.is_ordered()
        && index.keys.iter().all(|key| key.prefix.is_none() && !key.descending && key.column.is_some())
        && !table.foreign_keys.iter().any(named)
}

/// How many keys are left without those at the end that are the beginning of the primary key.
fn without_suffix(index: &Index, primary: &[String]) -> usize {
    let keys = index.column_keys();
    let longest = primary.len().min(keys.len().saturating_sub(1));
    let suffix = (1..=longest).rev().find(|length| keys.get(keys.len() - length..) == primary.get(..*length));
    keys.len() - suffix.unwrap_or(0)
}

fn one(finding: Finding, (table, index, kept): (&Table, &Index, usize)) -> Finding {
    let keys: Vec<String> = index.column_keys().into_iter().take(kept).collect();
    finding.message(format!(
        "{} on `{}` ({}) ends with the primary key: ({}) is the same",
        index.described(table),
        table.name,
        index.shown_keys(table),
        table.shown(&keys).join(", ")
    ))
}

#[cfg(test)]
mod tests {
    use crate::Dialect;
    use crate::tool::lint_sql_schema::testing::subjects;

    fn found(dialect: Dialect, table: &str) -> bool {
        !subjects(&format!("CREATE TABLE t ({table});"), dialect, "sql/primary-key-suffix-in-index").is_empty()
    }

    #[test]
    fn only_the_beginning_of_the_primary_key_at_the_end_is_needless() {
        assert!(found(Dialect::MySql, "a int, b int, c int, PRIMARY KEY (a, b), KEY (c, a)"));
        assert!(found(Dialect::MySql, "a int, b int, c int, PRIMARY KEY (a, b), KEY (c, a, b)"));
        assert!(!found(Dialect::MySql, "a int, b int, c int, PRIMARY KEY (a, b), KEY (c, b)"));
        assert!(!found(Dialect::MySql, "a int, b int, c int, PRIMARY KEY (a, b), KEY (a)"));
        assert!(!found(Dialect::MySql, "a int, c int, PRIMARY KEY (a), UNIQUE KEY (c, a)"));
        assert!(!found(Dialect::PostgreSql, "a int, c int, PRIMARY KEY (a)"));
    }

    #[test]
    fn in_sqlite_the_row_id_is_meant() {
        let text = |key: &str| format!("CREATE TABLE t (id {key}, a INT); CREATE INDEX i ON t (a, id);");
        let found = |key| subjects(&text(key), Dialect::Sqlite, "sql/primary-key-suffix-in-index").len();

        assert_eq!(found("INTEGER PRIMARY KEY"), 1);
        assert_eq!(found("TEXT PRIMARY KEY"), 0);
    }
}
