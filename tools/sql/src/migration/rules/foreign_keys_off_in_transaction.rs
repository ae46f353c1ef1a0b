//! `sql/foreign-keys-off-in-transaction`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::migration::Migration;

declare_rule! {
    /// ## What it finds
    /// `PRAGMA foreign_keys = OFF` while a transaction of SQLite is open.
    ///
    /// ## Why it matters
    /// The pragma does nothing there, and says nothing. If the connection enforces foreign keys, a table that is dropped to be
    /// made anew takes the rows of its children with it, or the `DROP TABLE` fails.
    ///
    /// ## Bad
    /// ```sql migration sqlite
    /// BEGIN;
    /// PRAGMA foreign_keys = OFF;
    /// ALTER TABLE orders ADD COLUMN note TEXT;
    /// COMMIT;
    /// ```
    /// ## Good
    /// ```sql migration sqlite
    /// PRAGMA foreign_keys = OFF;
    /// BEGIN;
    /// ALTER TABLE orders ADD COLUMN note TEXT;
    /// COMMIT;
    /// PRAGMA foreign_keys = ON;
    /// ```
    /// ## Limits
    /// That a tool opens a transaction around the file is told by its marks; say `transaction` where it does not. Whether the
    /// tool switches foreign keys off itself is not known.
    pub ForeignKeysOffInTransaction {
        id: "sql/foreign-keys-off-in-transaction",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("SQLite, PRAGMA foreign_keys", "https://www.sqlite.org/pragma.html#pragma_foreign_keys")],
    }
}

impl Rule<Migration> for ForeignKeysOffInTransaction {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        for (span, opens_itself) in &migration.sqlite.idle {
            let (sure, by) = if *opens_itself {
                (Confidence::High, "a transaction is open")
            } else {
                (Confidence::Medium, "the file runs as one transaction")
            };
            sink.push(
                Finding::of::<Self>(span.clone())
                    .subject("foreign_keys")
                    .confidence(sure)
                    .message(format!("this does nothing, since {by}: foreign keys stay as the connection has them"))
                    .help("run the file without a transaction around it, and say this before its own BEGIN"),
            );
        }
    }
}
