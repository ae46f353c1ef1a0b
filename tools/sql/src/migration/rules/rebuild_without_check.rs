//! `sql/rebuild-without-check`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::migration::Migration;

declare_rule! {
    /// ## What it finds
    /// A table of SQLite with foreign keys, or to which others refer, that is made anew with `foreign_keys = OFF`, without a
    /// `PRAGMA foreign_key_check` behind it.
    ///
    /// ## Why it matters
    /// Nothing looks at references while they are off, nor when they are on again: a row that refers to nothing stays, and is
    /// found much later.
    ///
    /// ## Bad
    /// ```sql migration sqlite
    /// CREATE TABLE orders (id INTEGER PRIMARY KEY, total TEXT);
    /// CREATE TABLE line (id INTEGER PRIMARY KEY, order_id INTEGER REFERENCES orders (id));
    /// CREATE INDEX line_order_idx ON line (order_id);
    /// -- migration
    /// PRAGMA foreign_keys = OFF;
    /// CREATE TABLE orders_new (id INTEGER PRIMARY KEY, total INTEGER);
    /// INSERT INTO orders_new (id, total) SELECT id, total FROM orders;
    /// DROP TABLE orders;
    /// ALTER TABLE orders_new RENAME TO orders;
    /// PRAGMA foreign_keys = ON;
    /// ```
    /// ## Good
    /// ```sql migration sqlite
    /// CREATE TABLE orders (id INTEGER PRIMARY KEY, total TEXT);
    /// CREATE TABLE line (id INTEGER PRIMARY KEY, order_id INTEGER REFERENCES orders (id));
    /// CREATE INDEX line_order_idx ON line (order_id);
    /// -- migration
    /// PRAGMA foreign_keys = OFF;
    /// CREATE TABLE orders_new (id INTEGER PRIMARY KEY, total INTEGER);
    /// INSERT INTO orders_new (id, total) SELECT id, total FROM orders;
    /// DROP TABLE orders;
    /// ALTER TABLE orders_new RENAME TO orders;
    /// PRAGMA foreign_key_check;
    /// PRAGMA foreign_keys = ON;
    /// ```
    /// ## Limits
    /// The pragma answers with rows and does not fail: whether something reads them is not known. One finding for a file.
    pub RebuildWithoutCheck {
        id: "sql/rebuild-without-check",
        severity: Info,
        since: "0.1.0",
        aliases: [],
        references: [("SQLite, ALTER TABLE, Making Other Kinds Of Table Schema Changes", "https://www.sqlite.org/lang_altertable.html#otheralter")],
    }
}

impl Rule<Migration> for RebuildWithoutCheck {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        let mut seen: Vec<&str> = Vec::new();
        for rebuilt in migration.sqlite.rebuilt.iter().filter(|rebuilt| rebuilt.unchecked) {
            if seen.last() == Some(&rebuilt.span.source()) {
                continue;
            }
            seen.push(rebuilt.span.source());
            sink.push(
                Finding::of::<Self>(rebuilt.span.clone())
                    .subject(rebuilt.table.as_str())
                    .message(format!(
                        "`{}` is made anew while foreign keys are off, and nothing looks at them afterwards",
                        rebuilt.table
                    ))
                    .help("say PRAGMA foreign_key_check before the transaction ends, and stop where it answers with a row"),
            );
        }
    }
}
