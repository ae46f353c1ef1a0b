//! `sql/validate-constraint-blocking`

use architect_core::{Rule, Sink, declare_rule};

use super::told;
use crate::migration::{Migration, Operation};

declare_rule! {
    /// ## What it finds
    /// `ALTER TABLE … WITH CHECK CHECK CONSTRAINT` on a table in use of SQL Server.
    ///
    /// ## Why it matters
    /// Every row is read under a schema modification lock: nothing reads or writes the table meanwhile. It has to be done once,
    /// or the constraint stays untrusted and the optimizer makes no use of it; so it is a matter of the hour.
    ///
    /// ## Bad
    /// ```sql migration mssql
    /// SET LOCK_TIMEOUT 5000;
    /// ALTER TABLE orders WITH CHECK CHECK CONSTRAINT total_positive;
    /// ```
    /// ## Good
    /// ```sql migration mssql
    /// CREATE TABLE note (id int NOT NULL PRIMARY KEY, size int NOT NULL);
    /// ALTER TABLE note WITH NOCHECK ADD CONSTRAINT size_positive CHECK (size > 0);
    /// ALTER TABLE note WITH CHECK CHECK CONSTRAINT size_positive;
    /// ```
    /// ## Limits
    /// A table whose number of rows is given as small is not reported.
    pub ValidateConstraintBlocking {
        id: "sql/validate-constraint-blocking",
        severity: Info,
        since: "0.1.0",
        aliases: [],
        references: [("SQL Server, ALTER TABLE", "https://learn.microsoft.com/sql/t-sql/statements/alter-table-transact-sql"), ("SQL Server, Locks and ALTER TABLE", "https://learn.microsoft.com/sql/t-sql/statements/alter-table-transact-sql#locks-and-alter-table")],
    }
}

const OPERATIONS: &[Operation] = &[Operation::ValidateConstraint];

impl Rule<Migration> for ValidateConstraintBlocking {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        for (step, effect) in migration.of(OPERATIONS).filter(|(_, effect)| effect.is_long()) {
            let message = format!("this {}", told::cost(effect));
            let help = "there is no way to check it online: do it while the table is quiet, in a file of its own";
            sink.push(told::finding::<Self>(step, effect).message(message).help(help));
        }
    }
}
