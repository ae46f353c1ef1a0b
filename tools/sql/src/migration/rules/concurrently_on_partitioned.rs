//! `sql/concurrently-on-partitioned`

use architect_core::{Rule, Sink, declare_rule};

use super::told;
use crate::migration::{Migration, Operation};

declare_rule! {
    /// ## What it finds
    /// An index of a partitioned table that is made or dropped `CONCURRENTLY`.
    ///
    /// ## Why it matters
    /// PostgreSQL has no such thing: the server answers with an error and the migration fails.
    ///
    /// ## Bad
    /// ```sql migration
    /// CREATE TABLE event (id bigint, at date NOT NULL) PARTITION BY RANGE (at);
    /// -- migration
    /// CREATE INDEX CONCURRENTLY event_at_idx ON event (at);
    /// ```
    /// ## Good
    /// ```sql migration
    /// CREATE TABLE event (id bigint, at date NOT NULL) PARTITION BY RANGE (at);
    /// -- migration
    /// SET lock_timeout = '2s';
    /// CREATE INDEX event_at_idx ON ONLY event (at);
    /// ```
    /// ## Limits
    /// Needs the schema before. Partitions themselves take `CONCURRENTLY`.
    pub ConcurrentlyOnPartitioned {
        id: "sql/concurrently-on-partitioned",
        severity: Error,
        since: "0.1.0",
        aliases: [],
        references: [("PostgreSQL manual, Building Indexes Concurrently", "https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY")],
    }
}

const OPERATIONS: &[Operation] = &[Operation::CreateIndexConcurrently, Operation::DropIndexConcurrently];

impl Rule<Migration> for ConcurrentlyOnPartitioned {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        let effects = migration.effects().filter(|(_, effect)| OPERATIONS.contains(&effect.operation));
        for (step, effect) in effects.filter(|(_, effect)| effect.table.partitioned) {
            let makes = effect.operation == Operation::CreateIndexConcurrently;
            let message = format!(
                "`{}` is partitioned, and the server {} no index of such a table CONCURRENTLY",
                effect.table.name,
                if makes { "makes" } else { "drops" }
            );
            let help = if makes {
                "make the index ON ONLY the table, build one CONCURRENTLY on each partition, and attach these with ALTER \
                 INDEX … ATTACH PARTITION"
            } else {
                "drop it without CONCURRENTLY, behind a short lock_timeout"
            };
            sink.push(told::finding::<Self>(step, effect).message(message).help(help));
        }
    }
}
