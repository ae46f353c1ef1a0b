//! `sql/values-in-definition`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::columns;
use crate::schema::{Schema, Table};

declare_rule! {
    /// ## What it finds
    /// Columns whose permitted values stand in the schema: in a `CHECK (… IN (…))`, or in an enumeration.
    ///
    /// ## Why it matters
    /// A new value is a change of the schema, and an old one mostly cannot be taken out. A table of values is changed by
    /// a row.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE orders (id bigint PRIMARY KEY, status text NOT NULL CHECK (status IN ('open', 'paid')));
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE order_status (code text PRIMARY KEY);
    /// CREATE TABLE orders (id bigint PRIMARY KEY, status text NOT NULL REFERENCES order_status);
    /// CREATE INDEX orders_status_idx ON orders (status);
    /// ```
    /// ## Limits
    /// Values that the program knows by name are well kept in the schema, so the rule is off until it is selected.
    pub ValuesInDefinition {
        id: "sql/values-in-definition",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["sqlcheck:ValuesInDefinition"],
        references: [("PostgreSQL manual, 8.7 Enumerated Types", "https://www.postgresql.org/docs/current/datatype-enum.html")],
    }
}

impl Rule<Schema> for ValuesInDefinition {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        columns::report::<Self>(
            schema,
            sink,
            |table, column| {
                let inline = column.data_type.as_ref().is_some_and(|data_type| data_type.name == "enum");
                inline || !schema.labels(column).is_empty() || is_listed(table, &column.key)
            },
            |found| {
                let verb = if found.several { "have" } else { "has" };
                format!("{} {verb} the permitted values in the schema", found.what)
            },
            (Confidence::Medium, "Refer to a table of the values where they change."),
        );
    }
}

/// Whether a check of this column alone lists its values.
fn is_listed(table: &Table, column: &String) -> bool {
    table.checks.iter().any(|check| {
        let normal = &check.expression.normal;
        check.columns.as_slice() == std::slice::from_ref(column)
            && (normal.contains(" in ( '") || normal.contains("any ( array [") || normal.contains("any ( ( array ["))
    })
}
