//! `sql/generic-primary-key-name`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::tables;
use crate::schema::Schema;

declare_rule! {
    /// ## What it finds
    /// A primary key that is one column called `id`.
    ///
    /// ## Why it matters
    /// In a join every table has its `id`, and `USING` cannot be said. `customer_id` means one thing everywhere.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE customer (id bigint PRIMARY KEY, email text NOT NULL);
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE customer (customer_id bigint PRIMARY KEY, email text NOT NULL);
    /// ```
    /// ## Limits
    /// A matter of style on which frameworks think otherwise, so the rule is off until it is selected.
    pub GenericPrimaryKeyName {
        id: "sql/generic-primary-key-name",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["sqlcheck:GenericPrimaryKey"],
        references: [("PostgreSQL manual, 5.5.4 Primary Keys", "https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-PRIMARY-KEYS")],
    }
}

impl Rule<Schema> for GenericPrimaryKeyName {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        tables::report::<Self>(
            schema,
            sink,
            |table| table.primary_key().is_some_and(|key| key.column_keys() == ["id"]),
            |what, several| {
                format!(
                    "the primary {} of {what} {} called id",
                    if several { "keys" } else { "key" },
                    if several { "are" } else { "is" }
                )
            },
            (Confidence::High, "Name the key after its table."),
        );
    }
}
