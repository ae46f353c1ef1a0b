//! `sql/refused-statement`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::migration::Migration;

declare_rule! {
    /// ## What it finds
    /// A statement that SQLite, or this version of it, does not run.
    ///
    /// A form of `ALTER TABLE` that it does not have, a column that cannot be added or dropped, a rename while a view names a
    /// table that is gone, a table dropped while rows refer to it and foreign keys are enforced, `VACUUM` inside of a
    /// transaction.
    ///
    /// ## Why it matters
    /// The statement fails, and with it the migration: where the file is no transaction, what stands before it is done. SQLite
    /// changes tables in few ways; all others take a new table and a copy of the rows.
    ///
    /// ## Bad
    /// ```sql migration sqlite
    /// CREATE TABLE orders (id INTEGER PRIMARY KEY, total INTEGER);
    /// -- migration
    /// ALTER TABLE orders ALTER COLUMN total TYPE TEXT;
    /// ```
    /// ```sql migration sqlite
    /// CREATE TABLE customer (id INTEGER PRIMARY KEY, email TEXT);
    /// -- migration
    /// ALTER TABLE customer ADD COLUMN phone TEXT UNIQUE;
    /// ```
    /// ```sql migration sqlite
    /// ALTER TABLE orders ADD COLUMN placed_at TEXT DEFAULT CURRENT_TIMESTAMP;
    /// ```
    /// ```sql migration sqlite
    /// BEGIN;
    /// CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT);
    /// CREATE VIEW bodies AS SELECT body FROM note;
    /// DROP TABLE note;
    /// CREATE TABLE remark (id INTEGER PRIMARY KEY, body TEXT);
    /// ALTER TABLE remark RENAME TO message;
    /// COMMIT;
    /// ```
    /// ## Good
    /// ```sql migration sqlite
    /// ALTER TABLE orders ADD COLUMN placed_at TEXT;
    /// ```
    /// ## Limits
    /// What the schema before says counts as far as it is in the input. What is only refused while the table has rows is
    /// reported unless it is said to have none. Without a version 3.35 is assumed, and what came with 3.53 is a warning.
    pub RefusedStatement {
        id: "sql/refused-statement",
        severity: Error,
        since: "0.1.0",
        aliases: [],
        references: [("SQLite, ALTER TABLE", "https://www.sqlite.org/lang_altertable.html"), ("SQLite, Release History", "https://www.sqlite.org/changes.html")],
    }
}

impl Rule<Migration> for RefusedStatement {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        for refused in &migration.sqlite.refused {
            let finding = Finding::of::<Self>(refused.span.clone())
                .subject(refused.subject.as_str())
                .severity(refused.severity)
                .confidence(refused.confidence)
                .message(format!("this fails: {}", refused.why));
            let finding = match refused.uncertain {
                Some(uncertain) => finding.help(format!("{} ({uncertain})", refused.help)),
                None => finding.help(refused.help),
            };
            sink.push(match &refused.instead {
                Some(instead) => finding.suggest(instead.clone()),
                None if !refused.anew.is_empty() => finding.suggest(refused.anew.join("\n")),
                None => finding,
            });
        }
    }
}
