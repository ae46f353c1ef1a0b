//! `sql/implicit-commit`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::migration::Migration;

declare_rule! {
    /// ## What it finds
    /// A statement that changes definitions inside of a transaction of MariaDB or MySQL.
    ///
    /// ## Why it matters
    /// The server commits before and behind each of them. What the transaction did until then stays when a later statement
    /// fails, `ROLLBACK` undoes nothing of it, and what follows runs without a transaction.
    ///
    /// ## Bad
    /// ```sql migration mariadb
    /// SET lock_wait_timeout = 5;
    /// START TRANSACTION;
    /// UPDATE orders SET channel = 'web' WHERE id BETWEEN 1 AND 5000;
    /// ALTER TABLE orders ADD COLUMN note varchar(20), ALGORITHM=INSTANT;
    /// COMMIT;
    /// ```
    /// ## Good
    /// ```sql migration mariadb
    /// SET lock_wait_timeout = 5;
    /// START TRANSACTION;
    /// UPDATE orders SET channel = 'web' WHERE id BETWEEN 1 AND 5000;
    /// COMMIT;
    /// ALTER TABLE orders ADD COLUMN note varchar(20), ALGORITHM=INSTANT;
    /// ```
    /// ## Limits
    /// One finding for a transaction. A transaction that a migration tool opens is not in the file.
    pub ImplicitCommit {
        id: "sql/implicit-commit",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("MySQL manual, Statements That Cause an Implicit Commit", "https://dev.mysql.com/doc/refman/8.4/en/implicit-commit.html"), ("MariaDB manual, SQL statements That Cause an Implicit Commit", "https://mariadb.com/kb/en/sql-statements-that-cause-an-implicit-commit/")],
    }
}

impl Rule<Migration> for ImplicitCommit {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        for step in migration.steps().filter(|step| step.commits) {
            sink.push(
                Finding::of::<Self>(step.span())
                    .subject(step.effects.first().map(crate::migration::Effect::subject).unwrap_or_default())
                    .message(
                        "this commits the transaction that is open: nothing before it can be rolled back any more, and what \
                         follows is in none",
                    )
                    .help("end the transaction before it, and leave definitions out of transactions"),
            );
        }
    }
}
