//! `sql/lock-held-while-working`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::told;
use crate::migration::{Effect, Migration, Operation, Step};

declare_rule! {
    /// ## What it finds
    /// A transaction that takes a lock which others wait for, and then works through rows before it ends.
    ///
    /// ## Why it matters
    /// Locks are held until the transaction ends. A change that is quick by itself blocks its table for as long as the
    /// backfill, the validation or the build behind it takes.
    ///
    /// ## Bad
    /// ```sql migration
    /// SET lock_timeout = '2s';
    /// BEGIN;
    /// ALTER TABLE orders ADD COLUMN channel text;
    /// UPDATE orders SET channel = 'web' WHERE channel IS NULL;
    /// COMMIT;
    /// ```
    /// ```sql migration
    /// SET lock_timeout = '2s';
    /// BEGIN;
    /// ALTER TABLE orders ADD CONSTRAINT total_positive CHECK (total > 0) NOT VALID;
    /// ALTER TABLE orders VALIDATE CONSTRAINT total_positive;
    /// COMMIT;
    /// ```
    /// ```sql migration mssql
    /// SET LOCK_TIMEOUT 5000;
    /// SET XACT_ABORT ON;
    /// BEGIN TRANSACTION;
    /// ALTER TABLE orders ADD channel nvarchar(20) NULL;
    /// EXEC sp_rename N'dbo.orders.by_total', N'by_amount', N'INDEX';
    /// UPDATE customer SET kind = 1 WHERE kind IS NULL;
    /// COMMIT;
    /// ```
    /// ## Good
    /// ```sql migration
    /// SET lock_timeout = '2s';
    /// ALTER TABLE orders ADD CONSTRAINT total_positive CHECK (total > 0) NOT VALID;
    /// ALTER TABLE orders VALIDATE CONSTRAINT total_positive;
    /// ```
    /// ## Limits
    /// One finding for a transaction. Where nothing tells that the file runs as one transaction there is none. Tables that the
    /// migration makes itself do not count, nor do those that are given as small. Rows that are inserted do not count.
    pub LockHeldWhileWorking {
        id: "sql/lock-held-while-working",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("PostgreSQL manual, Explicit Locking", "https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES"), ("SQL Server, Transaction locking and row versioning guide", "https://learn.microsoft.com/sql/relational-databases/sql-server-transaction-locking-and-row-versioning-guide")],
    }
}

impl Rule<Migration> for LockHeldWhileWorking {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        for file in &migration.files {
            let mut held: Option<(usize, &Step, &Effect)> = None;
            let mut told_of = None;
            for step in &file.steps {
                let Some(transaction) = step.transaction else { continue };
                if held.is_some_and(|(number, ..)| number != transaction) {
                    held = None;
                }
                if let Some((_, first, lock)) = held
                    && told_of != Some(transaction)
                    && let Some(work) = step.effects.iter().find(|work| works_on(work, lock))
                {
                    told_of = Some(transaction);
                    let waits = lock.strongest_lock().who_waits();
                    let message = format!(
                        "the transaction locks {} in line {} so that {waits}, and holds that while it works through \
                         `{}` here",
                        lock.table_in_words(),
                        first.span().start().line,
                        work.table.name
                    );
                    sink.push(
                        told::finding::<Self>(step, work)
                            .confidence(if work.table.rows.is_some() { Confidence::High } else { Confidence::Medium })
                            .message(message)
                            .related(first.span(), "the lock is taken here")
                            .help("end the transaction behind the quick change, and do the work in another one"),
                    );
                }
                if held.is_none() {
                    let lock = step.effects.iter().find(|effect| effect.strongest_lock().blocks_writes());
                    held = lock.map(|lock| (transaction, step, lock));
                }
            }
        }
    }
}

/// Whether an effect works through rows, in a way that no other rule tells of the table that is locked.
fn works_on(work: &Effect, locked: &Effect) -> bool {
    let long = !work.table.new && work.table.rows.is_none_or(|rows| rows >= crate::migration::SMALL);
    match work.operation {
        Operation::Update | Operation::Delete => long,
        _ => work.is_long() && (!work.strongest_lock().blocks_writes() || work.table.key != locked.table.key),
    }
}
