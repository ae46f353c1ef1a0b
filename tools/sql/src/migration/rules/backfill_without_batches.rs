//! `sql/backfill-without-batches`

use architect_core::{Confidence, Rule, Severity, Sink, declare_rule};

use super::told;
use crate::dialect::Dialect;
use crate::migration::{Effect, Migration, Operation, SMALL};

declare_rule! {
    /// ## What it finds
    /// An `UPDATE` or `DELETE` of every row of a table in use in one statement.
    ///
    /// ## Why it matters
    /// Every row stays locked until the end, each is written a second time, and replicas and vacuum fall behind. When it fails
    /// after an hour, nothing is done. SQL Server locks the whole table once a statement holds some 5,000 locks on it.
    ///
    /// ## Bad
    /// ```sql migration
    /// UPDATE orders SET channel = 'web';
    /// ```
    /// ```sql migration mssql
    /// SET LOCK_TIMEOUT 5000;
    /// ALTER TABLE orders ADD channel nvarchar(20) NULL;
    /// GO
    /// UPDATE orders SET channel = N'web';
    /// ```
    /// ## Good
    /// ```sql migration
    /// UPDATE orders SET channel = 'web' WHERE id BETWEEN 1 AND 5000;
    /// ```
    /// ## Limits
    /// A table whose number of rows is given as small is not reported; with SQLite only one that is given as large is. A `WHERE` is taken to mean fewer rows.
    pub BackfillWithoutBatches {
        id: "sql/backfill-without-batches",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("PostgreSQL manual, UPDATE", "https://www.postgresql.org/docs/current/sql-update.html"), ("SQL Server, Lock escalation", "https://learn.microsoft.com/sql/relational-databases/sql-server-transaction-locking-and-row-versioning-guide#lock-escalation")],
    }
}

const OPERATIONS: &[Operation] = &[Operation::Update, Operation::Delete];

impl Rule<Migration> for BackfillWithoutBatches {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        let felt = |effect: &Effect| effect.every_row && effect.table.rows.is_none_or(|rows| rows >= SMALL);
        for (step, effect) in migration.of(OPERATIONS).filter(|(_, effect)| felt(effect)) {
            if migration.server.dialect == Dialect::Sqlite {
                if effect.table.rows.is_none() {
                    continue;
                }
                let message = format!(
                    "this writes every row of `{}`{} in one transaction, and nothing else writes to the database until its end",
                    effect.table.name,
                    effect.size()
                );
                let help = "work in batches along the primary key, and commit after each";
                sink.push(
                    told::finding::<Self>(step, effect).message(message).help(help).severity(Severity::Warning),
                );
                continue;
            }
            let does = if effect.operation == Operation::Delete { "deletes" } else { "writes" };
            let locks = if told::is_transact(migration) {
                "locks the whole table from some 5,000 rows on"
            } else {
                "locks each until its end"
            };
            let message = format!(
                "this {does} every row of `{}`{} in one transaction, and {locks}",
                effect.table.name,
                effect.size()
            );
            let help = "work in batches along the primary key, and commit after each";
            let sure = if effect.table.rows.is_some() { Confidence::High } else { Confidence::Medium };
            let finding = told::finding::<Self>(step, effect).message(message).help(help).confidence(sure);
            sink.push(told::with_rewrite(finding, migration, step, effect));
        }
    }
}
