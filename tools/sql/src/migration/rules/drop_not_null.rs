//! `sql/drop-not-null`

use architect_core::{Rule, Sink, declare_rule};

use super::told;
use crate::migration::{Migration, Operation};

declare_rule! {
    /// ## What it finds
    /// A column in use of PostgreSQL that may be null from here on. Off by default: often it is the first step of dropping it.
    ///
    /// ## Why it matters
    /// The server does it at once. Code that is running was written for a column that always has a value, and meets its first
    /// null when some other code writes one.
    ///
    /// ## Bad
    /// ```sql migration
    /// SET lock_timeout = '2s';
    /// ALTER TABLE orders ALTER COLUMN customer_id DROP NOT NULL;
    /// ```
    /// ## Good
    /// ```sql migration
    /// SET lock_timeout = '2s';
    /// ALTER TABLE orders ALTER COLUMN customer_id DROP DEFAULT;
    /// ```
    pub DropNotNull {
        id: "sql/drop-not-null",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["squawk:ban-drop-not-null"],
        references: [("PostgreSQL manual, ALTER TABLE", "https://www.postgresql.org/docs/current/sql-altertable.html")],
    }
}

impl Rule<Migration> for DropNotNull {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        for (step, effect) in migration.of(&[Operation::DropNotNull]) {
            let message = format!("`{}` may be null from here on: running code may not expect it", effect.subject());
            let help = "deploy code that reads nulls first, and write them only then";
            sink.push(told::finding::<Self>(step, effect).message(message).help(help));
        }
    }
}
