//! `sql/drop-index-blocking`

use architect_core::{Rule, Sink, declare_rule};

use super::told;
use crate::migration::{Migration, Operation};

declare_rule! {
    /// ## What it finds
    /// An index of a table in use that is dropped without `CONCURRENTLY`.
    ///
    /// ## Why it matters
    /// The drop itself is quick, but its ACCESS EXCLUSIVE lock waits for every query of the table that is running, and every
    /// query that comes later waits behind it.
    ///
    /// ## Bad
    /// ```sql migration
    /// SET lock_timeout = '2s';
    /// DROP INDEX orders_status_idx;
    /// ```
    /// ## Good
    /// ```sql migration
    /// SET lock_timeout = '2s';
    /// DROP INDEX CONCURRENTLY orders_status_idx;
    /// ```
    /// ## Limits
    /// The index of a partitioned table cannot be dropped `CONCURRENTLY`. Not reported for several servers that set a short
    /// `lock_timeout` by themselves, since files do not tell it: ignore the rule there.
    pub DropIndexBlocking {
        id: "sql/drop-index-blocking",
        severity: Info,
        since: "0.1.0",
        aliases: ["squawk:require-concurrent-index-deletion", "strong_migrations:remove_index", "atlas:PG102", "atlas:concurrent_index"],
        references: [("PostgreSQL manual, DROP INDEX", "https://www.postgresql.org/docs/current/sql-dropindex.html")],
    }
}

const OPERATIONS: &[Operation] = &[Operation::DropIndex];

impl Rule<Migration> for DropIndexBlocking {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        for (step, effect) in migration.of(OPERATIONS).filter(|(_, effect)| !effect.table.partitioned) {
            let index = effect.name.as_deref().unwrap_or_default();
            let message = format!("dropping `{index}` {}", told::cost(effect));
            let finding = told::finding::<Self>(step, effect)
                .subject(index)
                .message(message)
                .help("drop it with DROP INDEX CONCURRENTLY, outside of a transaction");
            sink.push(told::with_rewrite(finding, migration, step, effect));
        }
    }
}
