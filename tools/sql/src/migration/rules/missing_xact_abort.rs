//! `sql/missing-xact-abort`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::migration::{Migration, MigrationFile, Operation, Step};

declare_rule! {
    /// ## What it finds
    /// A script of SQL Server that opens a transaction over several changes without `SET XACT_ABORT ON` and without a `TRY`.
    ///
    /// ## Why it matters
    /// Most errors end only their own statement. The next ones run all the same, and the `COMMIT` keeps half of the migration.
    ///
    /// ## Bad
    /// ```sql migration mssql
    /// SET LOCK_TIMEOUT 5000;
    /// BEGIN TRANSACTION;
    /// ALTER TABLE orders ADD channel nvarchar(20) NULL;
    /// ALTER TABLE orders ADD note nvarchar(20) NULL;
    /// COMMIT;
    /// ```
    /// ## Good
    /// ```sql migration mssql
    /// SET LOCK_TIMEOUT 5000;
    /// SET XACT_ABORT ON;
    /// BEGIN TRANSACTION;
    /// ALTER TABLE orders ADD channel nvarchar(20) NULL;
    /// ALTER TABLE orders ADD note nvarchar(20) NULL;
    /// COMMIT;
    /// ```
    /// ## Limits
    /// One finding a file. A script that looks at `@@ERROR` is left alone. A tool that stops at the first error and closes its
    /// connection loses nothing: ignore the rule there.
    pub MissingXactAbort {
        id: "sql/missing-xact-abort",
        severity: Info,
        since: "0.1.0",
        aliases: [],
        references: [("SQL Server, SET XACT_ABORT", "https://learn.microsoft.com/sql/t-sql/statements/set-xact-abort-transact-sql")],
    }
}

impl Rule<Migration> for MissingXactAbort {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        for file in migration.files.iter().filter(|file| !looks_at_errors(file)) {
            let inside = |step: &&Step| step.place.own_transaction && !step.place.aborts && changes(step);
            let mut changing = file.steps.iter().filter(inside);
            let Some(first) = changing.next() else { continue };
            let Some(second) = changing.next().filter(|second| second.transaction == first.transaction) else {
                continue;
            };
            sink.push(
                Finding::of::<Self>(first.span())
                    .subject(file.source.name())
                    .confidence(Confidence::Medium)
                    .message(
                        "an error in one of the statements of this transaction ends that statement only: the others run, and \
                         COMMIT keeps them",
                    )
                    .related(second.span(), "this runs though the one before failed")
                    .help("begin the file with SET XACT_ABORT ON")
                    .suggest("SET XACT_ABORT ON;"),
            );
        }
    }
}

/// Whether a statement changes definitions or rows.
fn changes(step: &Step) -> bool {
    let rows = |operation| matches!(operation, Operation::Update | Operation::Delete);
    step.is_definition || step.statement.is_rows() || step.effects.iter().any(|effect| rows(effect.operation))
}

fn looks_at_errors(file: &MigrationFile) -> bool {
    file.source.text().to_ascii_uppercase().contains("@@ERROR")
}
