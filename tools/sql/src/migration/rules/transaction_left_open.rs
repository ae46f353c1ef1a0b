//! `sql/transaction-left-open`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::migration::Migration;

declare_rule! {
    /// ## What it finds
    /// A `BEGIN TRANSACTION` of SQL Server that no `COMMIT` of its file ends.
    ///
    /// ## Why it matters
    /// What the file did is rolled back when the connection closes, or its locks are held as long as it stays open. Of nested
    /// transactions each needs a `COMMIT` of its own.
    ///
    /// ## Bad
    /// ```sql migration mssql
    /// SET LOCK_TIMEOUT 5000;
    /// BEGIN TRANSACTION;
    /// ALTER TABLE orders ADD channel nvarchar(20) NULL;
    /// ```
    /// ## Good
    /// ```sql migration mssql
    /// SET LOCK_TIMEOUT 5000;
    /// BEGIN TRANSACTION;
    /// ALTER TABLE orders ADD channel nvarchar(20) NULL;
    /// COMMIT;
    /// ```
    /// ## Limits
    /// A `COMMIT` counts where it stands in the file, whatever the condition is.
    pub TransactionLeftOpen {
        id: "sql/transaction-left-open",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("SQL Server, BEGIN TRANSACTION", "https://learn.microsoft.com/sql/t-sql/language-elements/begin-transaction-transact-sql")],
    }
}

impl Rule<Migration> for TransactionLeftOpen {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        for opened in &migration.left_open {
            sink.push(
                Finding::of::<Self>(opened.clone())
                    .subject(opened.source())
                    .confidence(Confidence::Medium)
                    .message("no COMMIT ends the transaction that is opened here")
                    .help("end the file with COMMIT, or leave the transaction to the tool that runs it"),
            );
        }
    }
}
