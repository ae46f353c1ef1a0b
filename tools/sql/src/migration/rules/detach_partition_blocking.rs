//! `sql/detach-partition-blocking`

use architect_core::{Rule, Sink, declare_rule};

use super::told;
use crate::migration::{Migration, Operation};

declare_rule! {
    /// ## What it finds
    /// A partition that is detached without `CONCURRENTLY`, on PostgreSQL 14 or later.
    ///
    /// ## Why it matters
    /// The whole partitioned table is locked with ACCESS EXCLUSIVE, behind every query of it that is running.
    ///
    /// ## Bad
    /// ```sql migration
    /// SET lock_timeout = '2s';
    /// ALTER TABLE event DETACH PARTITION event_2019;
    /// ```
    /// ## Good
    /// ```sql migration
    /// SET lock_timeout = '2s';
    /// ALTER TABLE event DETACH PARTITION event_2019 CONCURRENTLY;
    /// ```
    /// ## Limits
    /// Silent when `version` is below 14 or not given. A table with a default partition takes no `CONCURRENTLY`.
    /// A CHECK of its bounds stays on a partition that is detached so.
    pub DetachPartitionBlocking {
        id: "sql/detach-partition-blocking",
        severity: Info,
        since: "0.1.0",
        aliases: ["squawk:require-concurrent-partition-detach"],
        references: [("PostgreSQL manual, ALTER TABLE", "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES")],
    }
}

const OPERATIONS: &[Operation] = &[Operation::DetachPartition];

impl Rule<Migration> for DetachPartitionBlocking {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        const SINCE: u32 = 14;
        if migration.server.version.major < SINCE {
            return;
        }
        for (step, effect) in migration.of(OPERATIONS) {
            let name = effect.name.as_deref().unwrap_or_default();
            let message = format!("detaching `{name}` {}", told::cost(effect));
            let help = "detach it CONCURRENTLY, outside of a transaction";
            let finding = told::finding::<Self>(step, effect).message(message).help(help);
            sink.push(told::with_rewrite(finding, migration, step, effect));
        }
    }
}
