//! `sql/attach-partition-scan`

use architect_core::{Rule, Sink, declare_rule};

use super::told;
use crate::migration::{Migration, Operation, SMALL};

declare_rule! {
    /// ## What it finds
    /// A table in use that is attached as a partition, without a CHECK that proves where its rows belong.
    ///
    /// ## Why it matters
    /// Every row of it is read under an ACCESS EXCLUSIVE lock on the new partition.
    ///
    /// ## Bad
    /// ```sql migration
    /// SET lock_timeout = '2s';
    /// ALTER TABLE event ATTACH PARTITION event_2024 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
    /// ```
    /// ## Good
    /// ```sql migration
    /// CREATE TABLE event (id bigint, at date NOT NULL) PARTITION BY RANGE (at);
    /// CREATE TABLE event_2024 (id bigint, at date NOT NULL, CONSTRAINT bounds CHECK (at >= '2024-01-01' AND at < '2025-01-01'));
    /// -- migration
    /// SET lock_timeout = '2s';
    /// ALTER TABLE event ATTACH PARTITION event_2024 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
    /// ```
    /// ## Limits
    /// Any validated CHECK of the table is taken for the proof: whether it implies the bounds is not computed.
    pub AttachPartitionScan {
        id: "sql/attach-partition-scan",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("PostgreSQL manual, Partition Maintenance", "https://www.postgresql.org/docs/current/ddl-partitioning.html#DDL-PARTITIONING-DECLARATIVE-MAINTENANCE")],
    }
}

const OPERATIONS: &[Operation] = &[Operation::AttachPartition];

impl Rule<Migration> for AttachPartitionScan {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        const HELP: &str = "add a CHECK of the bounds to it NOT VALID, validate it, attach, then drop the CHECK";
        for (step, effect) in migration.of(OPERATIONS) {
            let Some(partition) = effect.others.first() else { continue };
            if partition.new || partition.rows.is_some_and(|rows| rows < SMALL) {
                continue;
            }
            let message = format!(
                "attaching `{0}` reads every row of it, while nothing else reads or writes `{0}`",
                partition.name
            );
            sink.push(
                told::finding::<Self>(step, effect).subject(partition.name.as_str()).message(message).help(HELP),
            );
        }
    }
}
