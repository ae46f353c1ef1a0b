//! `sql/rebuild-renames-first`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::migration::Migration;

declare_rule! {
    /// ## What it finds
    /// A table of SQLite that is made anew by giving the old one another name first, while foreign keys, views or triggers name
    /// it.
    ///
    /// ## Why it matters
    /// Since 3.26 all that names a table follows its new name. What named the table names the one that is dropped at the end:
    /// every insert into a child fails with `no such table` from then on.
    ///
    /// ## Bad
    /// ```sql migration sqlite
    /// CREATE TABLE orders (id INTEGER PRIMARY KEY, total TEXT);
    /// CREATE TABLE line (id INTEGER PRIMARY KEY, order_id INTEGER REFERENCES orders (id));
    /// CREATE INDEX line_order_idx ON line (order_id);
    /// -- migration
    /// ALTER TABLE orders RENAME TO orders_old;
    /// CREATE TABLE orders (id INTEGER PRIMARY KEY, total INTEGER);
    /// INSERT INTO orders (id, total) SELECT id, total FROM orders_old;
    /// DROP TABLE orders_old;
    /// ```
    /// ## Good
    /// ```sql migration sqlite
    /// CREATE TABLE orders (id INTEGER PRIMARY KEY, total TEXT);
    /// CREATE TABLE line (id INTEGER PRIMARY KEY, order_id INTEGER REFERENCES orders (id));
    /// CREATE INDEX line_order_idx ON line (order_id);
    /// -- migration
    /// CREATE TABLE orders_new (id INTEGER PRIMARY KEY, total INTEGER);
    /// INSERT INTO orders_new (id, total) SELECT id, total FROM orders;
    /// DROP TABLE orders;
    /// ALTER TABLE orders_new RENAME TO orders;
    /// ```
    /// ## Limits
    /// Needs the schema before. Not where `PRAGMA legacy_alter_table = ON` is said, nor for versions before 3.26.
    pub RebuildRenamesFirst {
        id: "sql/rebuild-renames-first",
        severity: Error,
        since: "0.1.0",
        aliases: [],
        references: [("SQLite, ALTER TABLE RENAME", "https://www.sqlite.org/lang_altertable.html#alter_table_rename")],
    }
}

impl Rule<Migration> for RebuildRenamesFirst {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        for rebuilt in migration.sqlite.rebuilt.iter().filter(|rebuilt| !rebuilt.followers.is_empty()) {
            sink.push(
                Finding::of::<Self>(rebuilt.span.clone())
                    .subject(rebuilt.table.as_str())
                    .message(format!(
                        "this drops the table that {} followed when `{}` got another name: they name nothing from here on",
                        rebuilt.followers.join(", "),
                        rebuilt.table
                    ))
                    .help("make the new table under another name, copy the rows, drop the old one, and rename the new one"),
            );
        }
    }
}
