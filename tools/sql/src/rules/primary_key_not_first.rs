//! `sql/primary-key-not-first`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::tables;
use crate::schema::{Index, Schema};

declare_rule! {
    /// ## What it finds
    /// A table whose first column does not belong to its primary key.
    ///
    /// ## Why it matters
    /// People and tools look for the key in front.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE customer (email text NOT NULL, id bigint PRIMARY KEY);
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE customer (id bigint PRIMARY KEY, email text NOT NULL);
    /// ```
    /// ## Limits
    /// A matter of style, so the rule is off until it is selected.
    pub PrimaryKeyNotFirst {
        id: "sql/primary-key-not-first",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["schemacrawler:TableWithPrimaryKeyNotFirst", "pg-index-health:TABLES_WHERE_PRIMARY_KEY_COLUMNS_NOT_FIRST"],
        references: [("PostgreSQL manual, 5.5.4 Primary Keys", "https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-PRIMARY-KEYS")],
    }
}

impl Rule<Schema> for PrimaryKeyNotFirst {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        tables::report::<Self>(
            schema,
            sink,
            |table| {
                let key = table.primary_key().map(Index::column_keys).unwrap_or_default();
                !key.is_empty() && table.columns.first().is_some_and(|column| !key.contains(&column.key))
            },
            |what, _| format!("the first column of {what} does not belong to the primary key"),
            (Confidence::High, "Put the key in front when the table is made anew."),
        );
    }
}
