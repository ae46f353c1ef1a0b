//! `sql/rebuild-loses-objects`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::migration::Migration;

declare_rule! {
    /// ## What it finds
    /// A table of SQLite that is made anew, and that has not all it had: an index, a trigger, `STRICT`, `WITHOUT ROWID`,
    /// `AUTOINCREMENT`.
    ///
    /// ## Why it matters
    /// Indexes and triggers go with the table that is dropped. Nothing fails: queries read the whole table, and what the trigger
    /// did is not done any more.
    ///
    /// ## Bad
    /// ```sql migration sqlite
    /// CREATE TABLE orders (id INTEGER PRIMARY KEY, total TEXT);
    /// CREATE INDEX orders_total_idx ON orders (total);
    /// -- migration
    /// CREATE TABLE orders_new (id INTEGER PRIMARY KEY, total INTEGER);
    /// INSERT INTO orders_new (id, total) SELECT id, total FROM orders;
    /// DROP TABLE orders;
    /// ALTER TABLE orders_new RENAME TO orders;
    /// ```
    /// ## Good
    /// ```sql migration sqlite
    /// CREATE TABLE orders (id INTEGER PRIMARY KEY, total TEXT);
    /// CREATE INDEX orders_total_idx ON orders (total);
    /// -- migration
    /// CREATE TABLE orders_new (id INTEGER PRIMARY KEY, total INTEGER);
    /// INSERT INTO orders_new (id, total) SELECT id, total FROM orders;
    /// DROP TABLE orders;
    /// ALTER TABLE orders_new RENAME TO orders;
    /// CREATE INDEX orders_total_idx ON orders (total);
    /// ```
    /// ## Limits
    /// Needs the schema before. An index counts as there again when the table has one over the same keys, and as given up when
    /// a column of it is. A file that makes it again later is not seen.
    pub RebuildLosesObjects {
        id: "sql/rebuild-loses-objects",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("SQLite, ALTER TABLE, Making Other Kinds Of Table Schema Changes", "https://www.sqlite.org/lang_altertable.html#otheralter")],
    }
}

impl Rule<Migration> for RebuildLosesObjects {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        for rebuilt in migration.sqlite.rebuilt.iter().filter(|rebuilt| !rebuilt.lost.is_empty()) {
            let finding = Finding::of::<Self>(rebuilt.span.clone())
                .subject(rebuilt.table.as_str())
                .message(format!(
                    "`{}` is made anew and loses what is not made again: {}",
                    rebuilt.table,
                    rebuilt.lost.join(", ")
                ))
                .help("make indexes and triggers again behind the rename, and say the words of the table again");
            sink.push(if rebuilt.again.is_empty() { finding } else { finding.suggest(rebuilt.again.join("\n")) });
        }
    }
}
