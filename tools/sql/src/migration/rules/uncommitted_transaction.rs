//! `sql/uncommitted-transaction`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::ddl::Maintenance;
use crate::migration::{Migration, MigrationFile, Step, Wrapping};

declare_rule! {
    /// ## What it finds
    /// A file of a migration that begins a transaction and never ends it.
    ///
    /// ## Why it matters
    /// The server takes back all that the transaction did when the connection closes; and as long as it is open, its locks
    /// are held.
    ///
    /// ## Bad
    /// ```sql migration
    /// BEGIN;
    /// SET LOCAL lock_timeout = '2s';
    /// ALTER TABLE orders ADD COLUMN note text;
    /// ```
    /// ## Good
    /// ```sql migration
    /// BEGIN;
    /// SET LOCAL lock_timeout = '2s';
    /// ALTER TABLE orders ADD COLUMN note text;
    /// COMMIT;
    /// ```
    /// ## Limits
    /// A file that the migration tool itself runs in a transaction is left out: the tool ends that.
    pub UncommittedTransaction {
        id: "sql/uncommitted-transaction",
        severity: Warning,
        since: "0.1.0",
        aliases: ["squawk:ban-uncommitted-transaction"],
        references: [("PostgreSQL manual, 3.4 Transactions", "https://www.postgresql.org/docs/current/tutorial-transactions.html")],
    }
}

impl Rule<Migration> for UncommittedTransaction {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        for file in migration.files.iter().filter(|file| file.wrapping != Wrapping::Whole) {
            if let Some(begin) = left_open(file) {
                sink.push(
                    Finding::of::<Self>(begin.span())
                        .message("this transaction is never ended: what it does is taken back".to_owned())
                        .help("end the file with COMMIT"),
                );
            }
        }
    }
}

/// The `BEGIN` of the transaction that is open at the end of a file.
fn left_open(file: &MigrationFile) -> Option<&Step> {
    let mut open = None;
    for step in file.steps.iter().filter(|step| step.is_control) {
        match step.statement.maintenance() {
            Some(Maintenance::Begin) => open = open.or(Some(step)),
            Some(Maintenance::Commit | Maintenance::Rollback) => open = None,
            _ => {}
        }
    }
    open
}
