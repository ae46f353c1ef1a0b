//! `sql/often-scanned-whole`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use super::{Live, said};

const LEAST_ROWS: u64 = 10_000;
const LEAST_SCANS: u64 = 50;

declare_rule! {
    /// ## What it finds
    /// Large tables of a live PostgreSQL database that are mostly read from the first row to the last.
    ///
    /// ## Why it matters
    /// Some query has no index that serves it, most likely.
    ///
    /// ## Bad
    /// ```sql live
    /// CREATE TABLE orders (id bigint PRIMARY KEY, code text NOT NULL);
    /// INSERT INTO orders SELECT n, 'code ' || n FROM generate_series(1, 20000) n;
    /// ANALYZE orders;
    /// DO $$ BEGIN FOR n IN 1..60 LOOP PERFORM count(*) FROM orders WHERE code = 'code ' || n; END LOOP; END $$;
    /// ```
    /// ## Good
    /// ```sql live
    /// CREATE TABLE orders (id bigint PRIMARY KEY, code text NOT NULL);
    /// CREATE INDEX orders_code_idx ON orders (code);
    /// INSERT INTO orders SELECT n, 'code ' || n FROM generate_series(1, 20000) n;
    /// ANALYZE orders;
    /// DO $$ BEGIN FOR n IN 1..60 LOOP PERFORM count(*) FROM orders WHERE code = 'code ' || n; END LOOP; END $$;
    /// ```
    /// ## Limits
    /// Which query it was is not known here, and a report that reads everything has no use for an index: it only runs when
    /// it is selected. `recommend_indexes` tells from the queries.
    pub OftenScannedWhole {
        id: "sql/often-scanned-whole",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["pg-index-health:TABLES_WITH_MISSING_INDEXES"],
        references: [("PostgreSQL manual, 27.2.17 pg_stat_all_tables", "https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-ALL-TABLES-VIEW")],
    }
}

impl Rule<Live> for OftenScannedWhole {
    fn check(&self, live: &Live, sink: &mut Sink) {
        let often = |table: &&super::ObservedTable| {
            table.rows >= LEAST_ROWS && table.whole_scans >= LEAST_SCANS && table.whole_scans > table.index_scans
        };
        for table in live.observed.tables.iter().filter(often) {
            let name = said(&table.schema, &table.name);
            sink.push(
                Finding::of::<Self>(live.table_span(table))
                    .message(format!(
                        "the {} rows of `{name}` were read as a whole {} times, and by an index {} times",
                        table.rows, table.whole_scans, table.index_scans
                    ))
                    .subject(name)
                    .confidence(Confidence::Low)
                    .help("Give its queries to `recommend_indexes`."),
            );
        }
    }
}
