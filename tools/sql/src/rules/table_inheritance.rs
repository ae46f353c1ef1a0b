//! `sql/table-inheritance`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::tables;
use crate::schema::Schema;

declare_rule! {
    /// ## What it finds
    /// Tables that inherit from others (`INHERITS`) in PostgreSQL.
    ///
    /// ## Why it matters
    /// Keys, unique constraints and foreign keys do not reach over the children: two children may have rows with one primary
    /// key, and nothing can refer to "a row of the parent or of any child". For dividing a large table there is declarative
    /// partitioning.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE event (id bigint PRIMARY KEY, at timestamptz NOT NULL);
    /// CREATE TABLE event_2026 (PRIMARY KEY (id)) INHERITS (event);
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE event (id bigint, at timestamptz, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
    /// CREATE TABLE event_2026 PARTITION OF event FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
    /// ```
    pub TableInheritance {
        id: "sql/table-inheritance",
        severity: Info,
        since: "0.1.0",
        aliases: ["pg-index-health:TABLES_WITH_INHERITANCE"],
        references: [("PostgreSQL manual, 5.11.1 Inheritance: Caveats", "https://www.postgresql.org/docs/current/ddl-inherit.html#DDL-INHERIT-CAVEATS")],
    }
}

impl Rule<Schema> for TableInheritance {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        tables::report::<Self>(
            schema,
            sink,
            |table| !table.inherits.is_empty(),
            |what, several| {
                format!(
                    "{what} {} from another table, whose keys do not reach here",
                    if several { "inherit" } else { "inherits" }
                )
            },
            (Confidence::Medium, "Use partitions, or tables that refer to each other."),
        );
    }
}
