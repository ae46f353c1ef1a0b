//! `sql/add-check-scan`

use architect_core::{Rule, Sink, declare_rule};

use super::told;
use crate::migration::{Migration, Operation};

declare_rule! {
    /// ## What it finds
    /// A CHECK on a table in use that is added without `NOT VALID`, also with a new column; in SQL Server without
    /// `WITH NOCHECK`.
    ///
    /// ## Why it matters
    /// Every row is read under an ACCESS EXCLUSIVE lock: nothing reads or writes the table meanwhile.
    ///
    /// ## Bad
    /// ```sql migration
    /// SET lock_timeout = '2s';
    /// ALTER TABLE orders ADD CONSTRAINT total_positive CHECK (total > 0);
    /// ```
    /// ```sql migration mssql
    /// SET LOCK_TIMEOUT 5000;
    /// ALTER TABLE orders ADD CONSTRAINT total_positive CHECK (total > 0);
    /// ```
    /// ## Good
    /// ```sql migration
    /// SET lock_timeout = '2s';
    /// ALTER TABLE orders ADD CONSTRAINT total_positive CHECK (total > 0) NOT VALID;
    /// ```
    /// ```sql migration
    /// SET lock_timeout = '2s';
    /// ALTER TABLE orders VALIDATE CONSTRAINT total_positive;
    /// ```
    /// ```sql migration mssql
    /// SET LOCK_TIMEOUT 5000;
    /// ALTER TABLE orders WITH NOCHECK ADD CONSTRAINT total_positive CHECK (total > 0);
    /// ```
    /// ## Limits
    /// Add and validate in different transactions: in one the first lock is held while the second statement reads
    /// (`sql/lock-held-while-working`). SQL Server holds the schema modification lock while it checks the rows, whenever that is
    /// done; what `WITH NOCHECK` gains is that the hour can be chosen.
    pub AddCheckScan {
        id: "sql/add-check-scan",
        severity: Warning,
        since: "0.1.0",
        aliases: ["squawk:constraint-missing-not-valid", "strong_migrations:add_check_constraint", "atlas:PG305"],
        references: [("PostgreSQL manual, ALTER TABLE", "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES"), ("SQL Server, ALTER TABLE", "https://learn.microsoft.com/sql/t-sql/statements/alter-table-transact-sql")],
    }
}

const OPERATIONS: &[Operation] = &[Operation::AddCheck, Operation::AddCheckedColumn];

impl Rule<Migration> for AddCheckScan {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        const HELP: &str = "add it NOT VALID, which holds for new rows at once, then VALIDATE CONSTRAINT in a later transaction, which nobody waits for";
        for (step, effect) in migration.of(OPERATIONS).filter(|(_, effect)| effect.is_long()) {
            let message = format!("this {}{}", told::cost(effect), told::note(effect));
            let help = if told::is_transact(migration) { told::NOCHECK } else { HELP };
            let finding = told::finding::<Self>(step, effect).message(message).help(help);
            sink.push(told::with_rewrite(finding, migration, step, effect));
        }
    }
}
