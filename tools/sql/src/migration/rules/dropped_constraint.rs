//! `sql/dropped-constraint`

use architect_core::{Rule, Sink, declare_rule};

use super::told;
use crate::migration::{Migration, Operation};

declare_rule! {
    /// ## What it finds
    /// A constraint of a table in use of PostgreSQL that is dropped. Off by default: many are, to be made again in another form.
    ///
    /// ## Why it matters
    /// Rows that break it come in from then on, and it cannot come back before they are mended. Dropping a foreign key also
    /// locks the table that it refers to.
    ///
    /// ## Bad
    /// ```sql migration
    /// SET lock_timeout = '2s';
    /// ALTER TABLE orders DROP CONSTRAINT orders_customer_id_fkey;
    /// ```
    /// ## Good
    /// ```sql migration
    /// SET lock_timeout = '2s';
    /// ALTER TABLE orders RENAME CONSTRAINT orders_customer_id_fkey TO orders_customer_fkey;
    /// ```
    pub DroppedConstraint {
        id: "sql/dropped-constraint",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["atlas:CD101", "squawk:ban-drop-constraint"],
        references: [("PostgreSQL manual, 5.5 Constraints", "https://www.postgresql.org/docs/current/ddl-constraints.html")],
    }
}

impl Rule<Migration> for DroppedConstraint {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        for (step, effect) in migration.of(&[Operation::DropForeignKey, Operation::DropConstraint]) {
            let name = effect.name.as_deref().map(|name| format!("`{name}` of ")).unwrap_or_default();
            let message = format!("{name}{} holds no more: rows that break it may come in", effect.table_in_words());
            sink.push(told::finding::<Self>(step, effect).message(message));
        }
    }
}
