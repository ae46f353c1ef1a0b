//! `sql/isolated-table`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::tables;
use crate::schema::Schema;

declare_rule! {
    /// ## What it finds
    /// A table that no foreign key leads from or to, in a schema that has foreign keys.
    ///
    /// ## Why it matters
    /// Mostly a foreign key was forgotten, or the table is left over.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE customer (id bigint PRIMARY KEY);
    /// CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint NOT NULL UNIQUE REFERENCES customer);
    /// CREATE TABLE old_import (id bigint PRIMARY KEY, line text NOT NULL);
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE customer (id bigint PRIMARY KEY);
    /// CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint NOT NULL UNIQUE REFERENCES customer);
    /// ```
    /// ## Limits
    /// Settings, logs and queues stand alone by their nature; the rule is off until it is selected.
    pub IsolatedTable {
        id: "sql/isolated-table",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["pg-index-health:TABLES_NOT_LINKED_TO_OTHERS"],
        references: [("PostgreSQL manual, 5.5.5 Foreign Keys", "https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK")],
    }
}

impl Rule<Schema> for IsolatedTable {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        if schema.tables().all(|table| table.foreign_keys.is_empty()) {
            return;
        }
        tables::report::<Self>(
            schema,
            sink,
            |table| table.foreign_keys.is_empty() && schema.referring(table).next().is_none(),
            |what, several| {
                format!("no foreign key leads from or to {what}{}", if several { ", any of them" } else { "" })
            },
            (Confidence::Medium, "Add the foreign key that is missing, or drop what is left over."),
        );
    }
}
