//! `sql/missing-comment`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::tables;
use crate::Dialect;
use crate::schema::{Column, Index, Schema};

declare_rule! {
    /// ## What it finds
    /// A table without a comment, or with columns without one.
    ///
    /// ## Why it matters
    /// What a table is for, and what a column's values mean, is known to those who made it. A comment travels with the schema
    /// into every tool.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE customer (id bigint PRIMARY KEY, grade smallint NOT NULL);
    /// COMMENT ON TABLE customer IS 'Whoever has bought something';
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE customer (id bigint PRIMARY KEY, grade smallint NOT NULL);
    /// COMMENT ON TABLE customer IS 'Whoever has bought something';
    /// COMMENT ON COLUMN customer.grade IS '1 (new) to 5 (regular)';
    /// ```
    /// ## Limits
    /// The columns of a primary key need none. Off until it is selected. SQLite has no comments.
    pub MissingComment {
        id: "sql/missing-comment",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["schemacrawler:TableWithNoRemarks", "pg-index-health:TABLES_WITHOUT_DESCRIPTION", "pg-index-health:COLUMNS_WITHOUT_DESCRIPTION"],
        references: [("PostgreSQL manual, COMMENT", "https://www.postgresql.org/docs/current/sql-comment.html")],
    }
}

impl Rule<Schema> for MissingComment {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        // SQL Server keeps its descriptions in extended properties, which are not read.
        if matches!(schema.dialect, Dialect::Sqlite | Dialect::MsSql) {
            return;
        }
        tables::report::<Self>(
            schema,
            sink,
            |table| {
                let key = table.primary_key().map(Index::column_keys).unwrap_or_default();
                let is_told = |column: &Column| column.comment.is_some() || key.contains(&column.key);
                table.comment.is_none() || !table.columns.iter().all(is_told)
            },
            |what, several| format!("{what} or columns of {} have no comment", if several { "them" } else { "it" }),
            (Confidence::High, "Say with COMMENT ON what they are for."),
        );
    }
}
