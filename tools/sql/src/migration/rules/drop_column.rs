//! `sql/drop-column`

use architect_core::{Rule, Sink, declare_rule};

use super::told;
use crate::migration::{Migration, Operation};

declare_rule! {
    /// ## What it finds
    /// A column of a table in use that is dropped.
    ///
    /// ## Why it matters
    /// Its values are gone, with every index and constraint that has it, and code that is running still asks for it: its
    /// queries fail from then on.
    ///
    /// ## Bad
    /// ```sql migration
    /// SET lock_timeout = '2s';
    /// ALTER TABLE orders DROP COLUMN note;
    /// ```
    /// ## Good
    /// ```sql migration
    /// SET lock_timeout = '2s';
    /// ALTER TABLE orders ALTER COLUMN note DROP NOT NULL;
    /// ```
    /// ## Limits
    /// Whether code still uses the column is not told by the migration. Say so with an ignore comment and its reason once it
    /// is certain.
    pub DropColumn {
        id: "sql/drop-column",
        severity: Warning,
        since: "0.1.0",
        aliases: ["squawk:ban-drop-column", "strong_migrations:remove_column", "atlas:DS103", "atlas:destructive"],
        references: [("PostgreSQL manual, ALTER TABLE", "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES")],
    }
}

const OPERATIONS: &[Operation] = &[Operation::DropColumn];

impl Rule<Migration> for DropColumn {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        for (step, effect) in migration.of(OPERATIONS) {
            let message = format!(
                "`{}` and its values are gone, and queries of running code that name it fail",
                effect.subject()
            );
            let help = "deploy code that does not use the column first, then drop it in a later migration; keep a copy of \
                        values that may be wanted";
            sink.push(told::finding::<Self>(step, effect).message(message).help(help));
        }
    }
}
