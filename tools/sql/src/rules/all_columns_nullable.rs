//! `sql/all-columns-nullable`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::tables;
use crate::schema::{Index, Schema};

declare_rule! {
    /// ## What it finds
    /// A table in which every column beside the primary key may be null.
    ///
    /// ## Why it matters
    /// A row may then say nothing at all. Mostly nobody thought about what a row must have.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE customer (id bigint PRIMARY KEY, email text, name text);
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE customer (id bigint PRIMARY KEY, email text NOT NULL, name text);
    /// ```
    /// ## Limits
    /// Imports and logs are often meant so; the rule is off until it is selected. Tables of one column beside the key are
    /// left out.
    pub AllColumnsNullable {
        id: "sql/all-columns-nullable",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["schemacrawler:TableAllNullableColumns", "pg-index-health:TABLES_WHERE_ALL_COLUMNS_NULLABLE_EXCEPT_PK", "skeema:nullable"],
        references: [("PostgreSQL manual, 5.5.2 Not-Null Constraints", "https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-NOT-NULL")],
    }
}

impl Rule<Schema> for AllColumnsNullable {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        tables::report::<Self>(
            schema,
            sink,
            |table| {
                let key = table.primary_key().map(Index::column_keys).unwrap_or_default();
                let others = || table.columns.iter().filter(|column| !key.contains(&column.key));
                others().count() > 1 && others().all(|column| !schema.is_not_null(column))
            },
            |what, several| {
                format!(
                    "every column of {what} beside the key may be null{}",
                    if several { ", in each of them" } else { "" }
                )
            },
            (Confidence::Medium, "Say NOT NULL for what a row must have."),
        );
    }
}
