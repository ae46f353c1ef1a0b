//! `sql/create-partition-blocking`

use std::collections::BTreeSet;

use architect_core::{Rule, Sink, declare_rule};

use super::told;
use crate::migration::{Migration, Operation};

declare_rule! {
    /// ## What it finds
    /// A partition of a table in use that is made with `PARTITION OF`.
    ///
    /// ## Why it matters
    /// The parent is locked with ACCESS EXCLUSIVE, behind every query of it that is running. A table that is made by itself and
    /// then attached needs a weaker lock.
    ///
    /// ## Bad
    /// ```sql migration
    /// SET lock_timeout = '2s';
    /// CREATE TABLE event_2026 PARTITION OF event FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
    /// ```
    /// ## Good
    /// ```sql migration
    /// SET lock_timeout = '2s';
    /// CREATE TABLE event_2026 (LIKE event INCLUDING DEFAULTS INCLUDING CONSTRAINTS);
    /// ALTER TABLE event ATTACH PARTITION event_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
    /// ```
    /// ## Limits
    /// Where the parent has a default partition, that one is locked and read either way.
    pub CreatePartitionBlocking {
        id: "sql/create-partition-blocking",
        severity: Info,
        since: "0.1.0",
        aliases: [],
        references: [("PostgreSQL manual, Partition Maintenance", "https://www.postgresql.org/docs/current/ddl-partitioning.html#DDL-PARTITIONING-DECLARATIVE-MAINTENANCE")],
    }
}

const OPERATIONS: &[Operation] = &[Operation::CreatePartition];

impl Rule<Migration> for CreatePartitionBlocking {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        let mut told_of = BTreeSet::new();
        for (step, effect) in migration.of(OPERATIONS) {
            if !told_of.insert(&effect.table.key) {
                continue;
            }
            let name = effect.name.as_deref().unwrap_or_default();
            let message = format!("making the partition `{name}` {}", told::cost(effect));
            let help = "make the table LIKE its parent, then attach it";
            let finding = told::finding::<Self>(step, effect).message(message).help(help);
            sink.push(told::with_rewrite(finding, migration, step, effect));
        }
    }
}
