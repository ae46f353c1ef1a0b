//! `sql/rebuild-loses-values`

use architect_core::{Confidence, Finding, Rule, Severity, Sink, declare_rule};

use crate::migration::Migration;
use crate::migration::sqlite::{Lost, Rebuilt};

declare_rule! {
    /// ## What it finds
    /// A table of SQLite that is made anew, and whose rows are not copied whole: a column that is left out of the copy, columns
    /// that `SELECT *` fills by their place with the values of others, rows that are left out.
    ///
    /// ## Why it matters
    /// The old table is dropped behind the copy, and nothing has the values any more.
    ///
    /// ## Bad
    /// ```sql migration sqlite
    /// CREATE TABLE orders (id INTEGER PRIMARY KEY, total TEXT, note TEXT);
    /// -- migration
    /// CREATE TABLE orders_new (id INTEGER PRIMARY KEY, total INTEGER, note TEXT);
    /// INSERT INTO orders_new (id, total) SELECT id, total FROM orders;
    /// DROP TABLE orders;
    /// ALTER TABLE orders_new RENAME TO orders;
    /// ```
    /// ```sql migration sqlite
    /// CREATE TABLE orders (id INTEGER PRIMARY KEY, total TEXT, note TEXT);
    /// -- migration
    /// CREATE TABLE orders_new (id INTEGER PRIMARY KEY, note TEXT, total INTEGER);
    /// INSERT INTO orders_new SELECT * FROM orders;
    /// DROP TABLE orders;
    /// ALTER TABLE orders_new RENAME TO orders;
    /// ```
    /// ## Good
    /// ```sql migration sqlite
    /// CREATE TABLE orders (id INTEGER PRIMARY KEY, total TEXT, note TEXT);
    /// -- migration
    /// CREATE TABLE orders_new (id INTEGER PRIMARY KEY, note TEXT, total INTEGER);
    /// INSERT INTO orders_new (id, note, total) SELECT id, note, total FROM orders;
    /// DROP TABLE orders;
    /// ALTER TABLE orders_new RENAME TO orders;
    /// ```
    /// ## Limits
    /// Needs the schema before. A column that the new table does not have is `sql/drop-column`. Rows that a `WHERE` chooses, or
    /// that `OR IGNORE` passes over, are only a notice.
    pub RebuildLosesValues {
        id: "sql/rebuild-loses-values",
        severity: Error,
        since: "0.1.0",
        aliases: [],
        references: [("SQLite, ALTER TABLE, Making Other Kinds Of Table Schema Changes", "https://www.sqlite.org/lang_altertable.html#otheralter")],
    }
}

impl Rule<Migration> for RebuildLosesValues {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        for rebuilt in &migration.sqlite.rebuilt {
            for lost in &rebuilt.values {
                sink.push(told(rebuilt, lost));
            }
        }
    }
}

fn told(rebuilt: &Rebuilt, lost: &Lost) -> Finding {
    let table = &rebuilt.table;
    match lost {
        Lost::Column { span, column } => Finding::of::<RebuildLosesValues>(span.clone())
            .subject(format!("{table}({column})"))
            .message(format!("`{column}` is not copied, and its values go with the old `{table}`"))
            .help("name the column on both sides of the copy"),
        Lost::Mixed { span, column, from } => Finding::of::<RebuildLosesValues>(span.clone())
            .subject(format!("{table}({column})"))
            .message(format!("the columns stand in another order: `{column}` gets the values of `{from}`"))
            .help("name the columns on both sides of the copy"),
        Lost::Rows { span } => Finding::of::<RebuildLosesValues>(span.clone())
            .subject(table.as_str())
            .severity(Severity::Info)
            .confidence(Confidence::Medium)
            .message(format!("not all rows of `{table}` are copied: those that are left out go with the old table"))
            .help("see that only rows are left out which nobody misses"),
    }
}
