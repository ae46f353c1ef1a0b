//! `sql/invalid-index`

use architect_core::{Finding, Rule, Sink, declare_rule};

use super::{Live, said};

declare_rule! {
    /// ## What it finds
    /// Indexes of a live PostgreSQL database that are not valid: the rest of a `CREATE INDEX CONCURRENTLY` that failed.
    ///
    /// ## Why it matters
    /// No query uses such an index, and every write still pays for it. Whoever reads the schema takes it for one that works;
    /// a unique one does not keep its promise.
    ///
    /// ## Bad
    /// ```sql live
    /// CREATE TABLE orders (id bigint PRIMARY KEY, code text);
    /// INSERT INTO orders VALUES (1, 'a'), (2, 'a');
    /// -- Fails on the two rows, and leaves the index behind.
    /// CREATE UNIQUE INDEX CONCURRENTLY orders_code_key ON orders (code);
    /// ```
    /// ## Good
    /// ```sql live
    /// CREATE TABLE orders (id bigint PRIMARY KEY, code text NOT NULL);
    /// INSERT INTO orders VALUES (1, 'a'), (2, 'b');
    /// CREATE UNIQUE INDEX CONCURRENTLY orders_code_key ON orders (code);
    /// ```
    /// ## Limits
    /// One that is being built at the moment is passed over, as far as the server shows it.
    pub InvalidIndex {
        id: "sql/invalid-index",
        severity: Warning,
        since: "0.1.0",
        aliases: ["pg-index-health:INVALID_INDEXES"],
        references: [("PostgreSQL manual, CREATE INDEX, Building Indexes Concurrently", "https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY")],
    }
}

impl Rule<Live> for InvalidIndex {
    fn check(&self, live: &Live, sink: &mut Sink) {
        for index in live.observed.indexes.iter().filter(|index| !index.valid) {
            let table = said(&index.schema, &index.table);
            sink.push(
                Finding::of::<Self>(live.index_span(index))
                    .message(format!(
                        "index `{}` of `{table}` is not valid: no query uses it, every write pays for it",
                        index.name
                    ))
                    .subject(format!("{table} {}", index.name))
                    .help(
                        "Drop it, mend what made it fail (duplicate rows, mostly), and build it again CONCURRENTLY.",
                    )
                    .suggest(format!("DROP INDEX CONCURRENTLY {};", live.written(&index.schema, &index.name))),
            );
        }
    }
}
