//! `sql/truncate-table`

use architect_core::{Rule, Sink, declare_rule};

use super::told;
use crate::migration::{Migration, Operation};

declare_rule! {
    /// ## What it finds
    /// A table in use that is emptied by `TRUNCATE`, or by SQLite's `DELETE` without `WHERE`, and partitions of one that are dropped or emptied.
    ///
    /// ## Why it matters
    /// All rows are gone; with `CASCADE` those of every table that refers to it, too. Reads wait for it, and transactions that
    /// began earlier see the table empty.
    ///
    /// ## Bad
    /// ```sql migration
    /// SET lock_timeout = '2s';
    /// TRUNCATE TABLE session;
    /// ```
    /// ```sql migration mariadb
    /// SET lock_wait_timeout = 5;
    /// ALTER TABLE session DROP PARTITION p2019;
    /// ```
    /// ```sql migration sqlite
    /// DELETE FROM session;
    /// ```
    /// ## Good
    /// ```sql migration
    /// SET lock_timeout = '2s';
    /// DELETE FROM session WHERE expires_at < now() - interval '30 days';
    /// ```
    pub TruncateTable {
        id: "sql/truncate-table",
        severity: Warning,
        since: "0.1.0",
        aliases: ["squawk:ban-truncate-cascade"],
        references: [("PostgreSQL manual, TRUNCATE", "https://www.postgresql.org/docs/current/sql-truncate.html"), ("SQL Server, TRUNCATE TABLE", "https://learn.microsoft.com/sql/t-sql/statements/truncate-table-transact-sql")],
    }
}

const OPERATIONS: &[Operation] = &[Operation::Truncate];

impl Rule<Migration> for TruncateTable {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        for (step, effect) in
            migration.effects().filter(|(_, effect)| told::drops_partitions(effect) && !effect.table.new)
        {
            let message = format!("all rows of these partitions of `{}` are gone", effect.table.name);
            sink.push(
                told::finding::<Self>(step, effect).message(message).help("keep a copy of rows that may be wanted"),
            );
        }
        for (step, effect) in migration.of(OPERATIONS) {
            let others: Vec<&str> = effect.others.iter().map(|other| other.name.as_str()).collect();
            let with = match others.as_slice() {
                [] => String::new(),
                others => format!(", and of `{}`", others.join("`, `")),
            };
            let which = if effect.said.is_some() { "these partitions" } else { "all rows" };
            let message = format!("{which} of `{}`{with} are gone", effect.table.name);
            sink.push(told::finding::<Self>(step, effect).message(message));
        }
    }
}
