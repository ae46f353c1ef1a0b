//! `sql/refresh-blocking`

use architect_core::{Rule, Sink, declare_rule};

use super::told;
use crate::migration::{Migration, Operation};

declare_rule! {
    /// ## What it finds
    /// A materialized view in use that is refreshed without `CONCURRENTLY`.
    ///
    /// ## Why it matters
    /// Its queries wait until it is filled anew.
    ///
    /// ## Bad
    /// ```sql migration
    /// SET lock_timeout = '2s';
    /// REFRESH MATERIALIZED VIEW daily_revenue;
    /// ```
    /// ## Good
    /// ```sql migration
    /// SET lock_timeout = '2s';
    /// REFRESH MATERIALIZED VIEW CONCURRENTLY daily_revenue;
    /// ```
    /// ## Limits
    /// `CONCURRENTLY` needs a unique index over all rows of the view, and a view that was filled before.
    pub RefreshBlocking {
        id: "sql/refresh-blocking",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("PostgreSQL manual, REFRESH MATERIALIZED VIEW", "https://www.postgresql.org/docs/current/sql-refreshmaterializedview.html")],
    }
}

const OPERATIONS: &[Operation] = &[Operation::Refresh];

impl Rule<Migration> for RefreshBlocking {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        for (step, effect) in migration.of(OPERATIONS) {
            let message = format!("queries of `{}` wait until it is filled anew", effect.table.name);
            let help = "refresh it CONCURRENTLY, which needs a unique index of the view";
            sink.push(told::finding::<Self>(step, effect).message(message).help(help));
        }
    }
}
