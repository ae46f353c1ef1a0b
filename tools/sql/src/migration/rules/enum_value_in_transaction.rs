//! `sql/enum-value-in-transaction`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::migration::Migration;

declare_rule! {
    /// ## What it finds
    /// A value that is added to an enumeration and used in the same transaction.
    ///
    /// ## Why it matters
    /// PostgreSQL refuses to use a new value before the transaction that adds it is committed: the migration fails.
    ///
    /// ## Bad
    /// ```sql migration
    /// BEGIN;
    /// ALTER TYPE order_status ADD VALUE 'returned';
    /// UPDATE orders SET status = 'returned' WHERE id = 7;
    /// COMMIT;
    /// ```
    /// ## Good
    /// ```sql migration
    /// ALTER TYPE order_status ADD VALUE 'returned';
    /// UPDATE orders SET status = 'returned' WHERE id = 7;
    /// ```
    /// ## Limits
    /// The use is told by the text of the value, so a text that is equal by accident is reported too, with medium confidence.
    pub EnumValueInTransaction {
        id: "sql/enum-value-in-transaction",
        severity: Error,
        since: "0.1.0",
        aliases: [],
        references: [("PostgreSQL manual, ALTER TYPE", "https://www.postgresql.org/docs/current/sql-altertype.html#SQL-ALTERTYPE-NOTES")],
    }
}

impl Rule<Migration> for EnumValueInTransaction {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        for step in migration.steps() {
            let Some(value) = &step.uses_new_value else { continue };
            sink.push(
                Finding::of::<Self>(step.span())
                    .subject(value.as_str())
                    .confidence(Confidence::Medium)
                    .message(format!(
                        "'{value}' is used in the transaction that adds it to its type, which the server refuses"
                    ))
                    .help("add the value in a migration of its own"),
            );
        }
    }
}
