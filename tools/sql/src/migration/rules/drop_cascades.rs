//! `sql/drop-cascades`

use architect_core::{Confidence, Finding, Rule, Severity, Sink, declare_rule};

use crate::migration::Migration;
use crate::migration::sqlite::Cascade;

declare_rule! {
    /// ## What it finds
    /// A `DROP TABLE` of a table of SQLite to which others refer with `ON DELETE CASCADE` or `SET NULL`, while foreign keys are
    /// enforced.
    ///
    /// ## Why it matters
    /// SQLite deletes every row of the table before it drops it, and the deletion goes on to the tables that refer to it. A
    /// table that is only made anew empties its children so, without a word. `PRAGMA foreign_keys = OFF` does nothing while a
    /// transaction is open, and `defer_foreign_keys` stops no cascade.
    ///
    /// ## Bad
    /// ```sql migration sqlite
    /// CREATE TABLE orders (id INTEGER PRIMARY KEY, total TEXT);
    /// CREATE TABLE line (id INTEGER PRIMARY KEY, order_id INTEGER REFERENCES orders (id) ON DELETE CASCADE);
    /// CREATE INDEX line_order_idx ON line (order_id);
    /// -- migration
    /// PRAGMA foreign_keys = ON;
    /// CREATE TABLE orders_new (id INTEGER PRIMARY KEY, total INTEGER);
    /// INSERT INTO orders_new (id, total) SELECT id, total FROM orders;
    /// DROP TABLE orders;
    /// ALTER TABLE orders_new RENAME TO orders;
    /// ```
    /// ## Good
    /// ```sql migration sqlite
    /// CREATE TABLE orders (id INTEGER PRIMARY KEY, total TEXT);
    /// CREATE TABLE line (id INTEGER PRIMARY KEY, order_id INTEGER REFERENCES orders (id) ON DELETE CASCADE);
    /// CREATE INDEX line_order_idx ON line (order_id);
    /// -- migration
    /// PRAGMA foreign_keys = OFF;
    /// BEGIN;
    /// CREATE TABLE orders_new (id INTEGER PRIMARY KEY, total INTEGER);
    /// INSERT INTO orders_new (id, total) SELECT id, total FROM orders;
    /// DROP TABLE orders;
    /// ALTER TABLE orders_new RENAME TO orders;
    /// PRAGMA foreign_key_check;
    /// COMMIT;
    /// PRAGMA foreign_keys = ON;
    /// ```
    /// ## Limits
    /// Foreign keys are enforced where the connection says so, which a file mostly does not: without a pragma this is only a
    /// notice, and a warning where the file tries to switch them off in vain. Tables that the file drops too do not count.
    pub DropCascades {
        id: "sql/drop-cascades",
        severity: Error,
        since: "0.1.0",
        aliases: [],
        references: [("SQLite, DROP TABLE", "https://www.sqlite.org/lang_droptable.html"), ("SQLite, PRAGMA foreign_keys", "https://www.sqlite.org/pragma.html#pragma_foreign_keys")],
    }
}

impl Rule<Migration> for DropCascades {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        for cascade in &migration.sqlite.cascades {
            let severity = match cascade.enforced {
                Confidence::Low => Severity::Info,
                Confidence::Medium => Severity::Warning,
                Confidence::High => Severity::Error,
            };
            sink.push(
                Finding::of::<Self>(cascade.span.clone())
                    .subject(cascade.table.as_str())
                    .severity(severity)
                    .confidence(cascade.enforced)
                    .message(format!(
                        "dropping `{}` deletes its rows first, and with them {}{}",
                        cascade.table,
                        losses(cascade),
                        when(cascade)
                    ))
                    .help("say PRAGMA foreign_keys = OFF before any transaction is open, and run the file without one around it"),
            );
        }
    }
}

fn losses(cascade: &Cascade) -> String {
    let mut losses = Vec::new();
    if !cascade.deletes.is_empty() {
        losses.push(format!("the rows of `{}` that refer to them", cascade.deletes.join("`, `")));
    }
    if !cascade.clears.is_empty() {
        losses.push(format!("the values of `{}`", cascade.clears.join("`, `")));
    }
    losses.join(" and ")
}

fn when(cascade: &Cascade) -> &'static str {
    match cascade.enforced {
        Confidence::High => "",
        _ if cascade.off_in_vain => "; foreign_keys = OFF does nothing here, since a transaction is open",
        _ => ", if the connection enforces foreign keys",
    }
}
