//! `sql/unused-index`

use architect_core::{Confidence, Finding, Rule, Severity, Sink, declare_rule};

use super::{Live, said};

/// Smaller ones cost next to nothing.
const LEAST_BYTES: u64 = 128 * 1024;
/// Days that see the report of a week; a month's end may still be missing.
const WEEK: u64 = 7;

declare_rule! {
    /// ## What it finds
    /// Indexes of a live PostgreSQL database that no query has used since the server began to count, on tables that are in
    /// use, and on which no constraint rests.
    ///
    /// ## Why it matters
    /// Each write to the table writes to the index too, and it takes room in memory from those that are used.
    ///
    /// ## Bad
    /// ```sql live
    /// CREATE TABLE orders (id bigint PRIMARY KEY, code text NOT NULL);
    /// CREATE INDEX orders_code_idx ON orders (code);
    /// INSERT INTO orders SELECT n, 'code ' || n FROM generate_series(1, 30000) n;
    /// ANALYZE orders;
    /// SELECT count(*) FROM orders WHERE id = 7;
    /// ```
    /// ## Good
    /// ```sql live
    /// CREATE TABLE orders (id bigint PRIMARY KEY, code text NOT NULL);
    /// CREATE INDEX orders_code_idx ON orders (code);
    /// INSERT INTO orders SELECT n, 'code ' || n FROM generate_series(1, 30000) n;
    /// ANALYZE orders;
    /// SELECT count(*) FROM orders WHERE code = 'code 7';
    /// ```
    /// ## Limits
    /// Each server counts for itself: an index that only replicas use looks unused on the primary, and what runs once a
    /// month is not seen in a week. Within a week of counting it is a hint of low confidence. Indexes below 128 KB are
    /// passed over.
    pub UnusedIndex {
        id: "sql/unused-index",
        severity: Info,
        since: "0.1.0",
        aliases: ["pg-index-health:UNUSED_INDEXES", "splinter:0005", "splinter:unused_index"],
        references: [("PostgreSQL manual, 27.2.18 pg_stat_all_indexes", "https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-ALL-INDEXES-VIEW")],
    }
}

impl Rule<Live> for UnusedIndex {
    fn check(&self, live: &Live, sink: &mut Sink) {
        let in_use = |index: &&super::ObservedIndex| {
            let table = live.observed.tables.iter().find(|t| t.schema == index.schema && t.name == index.table);
            table.is_some_and(|table| table.index_scans + table.whole_scans > 0)
        };
        let unused = |index: &&super::ObservedIndex| {
            index.valid && !index.needed && index.scans == 0 && index.bytes >= LEAST_BYTES
        };
        for index in live.observed.indexes.iter().filter(unused).filter(in_use) {
            let table = said(&index.schema, &index.table);
            let since = match live.observed.days {
                Some(0) | None => "since the server began to count, less than a day ago".to_owned(),
                Some(1) => "for a day, since the server began to count".to_owned(),
                Some(days) => format!("for {days} days, since the server began to count"),
            };
            let size = index.bytes / 1024;
            let finding = Finding::of::<Self>(live.index_span(index))
                .message(format!("no query has used index `{}` of `{table}` ({size} KB) {since}", index.name))
                .subject(format!("{table} {}", index.name))
                .help("Look at the replicas and at what runs rarely; then drop it.")
                .suggest(format!("DROP INDEX CONCURRENTLY {};", live.written(&index.schema, &index.name)));
            sink.push(if live.observed.days.is_some_and(|days| days >= WEEK) {
                finding.confidence(Confidence::Medium)
            } else {
                finding.confidence(Confidence::Low).severity(Severity::Hint)
            });
        }
    }
}
