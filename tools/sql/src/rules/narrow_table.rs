//! `sql/narrow-table`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::tables;
use crate::schema::Schema;

declare_rule! {
    /// ## What it finds
    /// A table with no column or only one.
    ///
    /// ## Why it matters
    /// It holds no more than a list of values. Mostly something is missing, or the table is left over.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE country (code text PRIMARY KEY);
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE country (code text PRIMARY KEY, name text NOT NULL);
    /// ```
    /// ## Limits
    /// A list that foreign keys refer to is right as it is; the rule is off until it is selected.
    pub NarrowTable {
        id: "sql/narrow-table",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["schemacrawler:TableWithSingleColumn", "pg-index-health:TABLES_WITH_ZERO_OR_ONE_COLUMN"],
        references: [("PostgreSQL manual, 5.1 Table Basics", "https://www.postgresql.org/docs/current/ddl-basics.html")],
    }
}

impl Rule<Schema> for NarrowTable {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        tables::report::<Self>(
            schema,
            sink,
            |table| table.columns.len() < 2,
            |what, several| format!("{what} {} at most one column", if several { "have" } else { "has" }),
            (Confidence::Medium, "Drop it, or give it what is missing."),
        );
    }
}
