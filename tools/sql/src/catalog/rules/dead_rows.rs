//! `sql/dead-rows`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use super::{Live, said};

/// Fewer are cleared away in passing.
const LEAST_DEAD: u64 = 10_000;

declare_rule! {
    /// ## What it finds
    /// Tables of a live PostgreSQL database with more than half as many dead rows as living ones: VACUUM does not keep up.
    ///
    /// ## Why it matters
    /// Every scan reads the dead rows too, and the table and its indexes grow around them. Behind it often stands a
    /// transaction that was left open, a replication slot that nobody reads, or settings meant for small tables.
    ///
    /// ## Bad
    /// ```sql live
    /// CREATE TABLE orders (id bigint PRIMARY KEY, state text) WITH (autovacuum_enabled = false);
    /// INSERT INTO orders SELECT n, 'new' FROM generate_series(1, 20000) n;
    /// UPDATE orders SET state = 'paid';
    /// ANALYZE orders;
    /// ```
    /// ## Good
    /// ```sql live
    /// CREATE TABLE orders (id bigint PRIMARY KEY, state text) WITH (autovacuum_enabled = false);
    /// INSERT INTO orders SELECT n, 'new' FROM generate_series(1, 20000) n;
    /// UPDATE orders SET state = 'paid';
    /// VACUUM ANALYZE orders;
    /// ```
    /// ## Limits
    /// The server's own estimate is believed. Room that dead rows left behind (bloat) is not measured.
    pub DeadRows {
        id: "sql/dead-rows",
        severity: Info,
        since: "0.1.0",
        aliases: [],
        references: [("PostgreSQL manual, 25.1 Routine Vacuuming", "https://www.postgresql.org/docs/current/routine-vacuuming.html")],
    }
}

impl Rule<Live> for DeadRows {
    fn check(&self, live: &Live, sink: &mut Sink) {
        let many = |table: &&super::ObservedTable| table.dead >= LEAST_DEAD && table.dead > table.rows / 2;
        for table in live.observed.tables.iter().filter(many) {
            let name = said(&table.schema, &table.name);
            sink.push(
                Finding::of::<Self>(live.table_span(table))
                    .message(format!("`{name}` has {} dead rows beside {} living ones", table.dead, table.rows))
                    .subject(name)
                    .confidence(Confidence::Medium)
                    .help("Look for transactions that were left open, then VACUUM; lower autovacuum_vacuum_scale_factor for this table.")
                    .suggest(format!("VACUUM (ANALYZE) {};", live.written(&table.schema, &table.name))),
            );
        }
    }
}
