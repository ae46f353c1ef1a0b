//! `sql/uncommitted-transaction`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

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
    /// ```sql migration mssql
    /// SET LOCK_TIMEOUT 5000;
    /// BEGIN TRANSACTION;
    /// ALTER TABLE orders ADD channel nvarchar(20) NULL;
    /// ```
    /// ## Good
    /// ```sql migration
    /// BEGIN;
    /// SET LOCAL lock_timeout = '2s';
    /// ALTER TABLE orders ADD COLUMN note text;
    /// COMMIT;
    /// ```
    /// ```sql migration mssql
    /// SET LOCK_TIMEOUT 5000;
    /// BEGIN TRANSACTION;
    /// ALTER TABLE orders ADD channel nvarchar(20) NULL;
    /// COMMIT;
    /// ```
    /// ## Limits
    /// A file that the migration tool itself runs in a transaction is left out: the tool ends that. In SQL Server each of nested
    /// transactions needs a `COMMIT` of its own; one counts where it stands in the file, whatever the condition is.
    pub UncommittedTransaction {
        id: "sql/uncommitted-transaction",
        severity: Warning,
        since: "0.1.0",
        aliases: ["squawk:ban-uncommitted-transaction"],
        references: [("PostgreSQL manual, 3.4 Transactions", "https://www.postgresql.org/docs/current/tutorial-transactions.html"), ("SQL Server, BEGIN TRANSACTION", "https://learn.microsoft.com/sql/t-sql/language-elements/begin-transaction-transact-sql")],
    }
}

impl Rule<Migration> for UncommittedTransaction {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        let files = migration.files.iter().filter(|file| file.wrapping != Wrapping::Whole);
        let here = files.filter_map(left_open).map(|step| (step.span(), Confidence::High));
        let of_server = migration.left_open.iter().map(|opened| (opened.clone(), Confidence::Medium));
        for (opened, confidence) in here.chain(of_server) {
            sink.push(
                Finding::of::<Self>(opened)
                    .confidence(confidence)
                    .message("this transaction is never ended: what it does is taken back".to_owned())
                    .help("end the file with COMMIT, or leave the transaction to the tool that runs it"),
            );
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
