//! `sql/table-without-statistics`

use architect_core::{Finding, Rule, Sink, declare_rule};

use super::{Live, said};

/// Of fewer rows a wrong guess costs little.
const LEAST_ROWS: u64 = 10_000;

declare_rule! {
    /// ## What it finds
    /// Tables of a live PostgreSQL database that have rows, and of whose values the server knows nothing.
    ///
    /// ## Why it matters
    /// The planner guesses then, and chooses scans and joins that take a hundred times as long. It happens after a restore
    /// or an upgrade, and where autovacuum is switched off.
    ///
    /// ## Bad
    /// ```sql live
    /// CREATE TABLE orders (id bigint PRIMARY KEY, code text) WITH (autovacuum_enabled = false);
    /// INSERT INTO orders SELECT n, 'code ' || n FROM generate_series(1, 30000) n;
    /// ```
    /// ## Good
    /// ```sql live
    /// CREATE TABLE orders (id bigint PRIMARY KEY, code text) WITH (autovacuum_enabled = false);
    /// INSERT INTO orders SELECT n, 'code ' || n FROM generate_series(1, 30000) n;
    /// ANALYZE orders;
    /// ```
    /// ## Limits
    /// Tables below 10,000 rows, and those that the account may not read, are passed over.
    pub TableWithoutStatistics {
        id: "sql/table-without-statistics",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("PostgreSQL manual, 25.1.3 Updating Planner Statistics", "https://www.postgresql.org/docs/current/routine-vacuuming.html#VACUUM-FOR-STATISTICS")],
    }
}

impl Rule<Live> for TableWithoutStatistics {
    fn check(&self, live: &Live, sink: &mut Sink) {
        let unknown =
            |table: &&super::ObservedTable| !table.analyzed && !table.partitioned && table.rows >= LEAST_ROWS;
        for table in live.observed.tables.iter().filter(unknown) {
            let name = said(&table.schema, &table.name);
            sink.push(
                Finding::of::<Self>(live.table_span(table))
                    .message(format!("the server knows nothing of the values in the {} rows of `{name}`", table.rows))
                    .subject(name)
                    .help("Have the server look at them, and see why autovacuum did not.")
                    .suggest(format!("ANALYZE {};", live.written(&table.schema, &table.name))),
            );
        }
    }
}
