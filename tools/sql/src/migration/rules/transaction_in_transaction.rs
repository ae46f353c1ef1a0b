//! `sql/transaction-in-transaction`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::ddl::Maintenance;
use crate::migration::{Migration, MigrationFile, Step, Wrapping};

declare_rule! {
    /// ## What it finds
    /// A transaction that is begun while one is open: the file's own, or that in which the migration tool runs the file.
    ///
    /// ## Why it matters
    /// PostgreSQL has no transaction in a transaction. It warns and goes on, and the first `COMMIT` ends the outer one: what
    /// stands behind it, the tool's own note that the migration ran among it, is not undone when something fails.
    ///
    /// ## Bad
    /// ```sql migration
    /// -- +goose Up
    /// BEGIN;
    /// SET lock_timeout = '2s';
    /// ALTER TABLE orders ADD COLUMN note text;
    /// COMMIT;
    /// ```
    /// ## Good
    /// ```sql migration
    /// -- +goose Up
    /// SET lock_timeout = '2s';
    /// ALTER TABLE orders ADD COLUMN note text;
    /// ```
    /// ## Limits
    /// Tools that send a file as one text (golang-migrate, Prisma) are left out: there a `BEGIN` makes the transaction that
    /// the server had made by itself a real one.
    pub TransactionInTransaction {
        id: "sql/transaction-in-transaction",
        severity: Warning,
        since: "0.1.0",
        aliases: ["squawk:transaction-nesting"],
        references: [("PostgreSQL manual, BEGIN", "https://www.postgresql.org/docs/current/sql-begin.html")],
    }
}

/// Tools that open a transaction themselves before they run a file.
const OPENS: &[&str] = &["goose", "sql-migrate", "dbmate", "drizzle", "diesel or Hasura", "Flyway"];

impl Rule<Migration> for TransactionInTransaction {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        for file in &migration.files {
            let tool = file.tool.filter(|tool| file.wrapping == Wrapping::Whole && OPENS.contains(tool));
            let Some(step) = nested(file, tool.is_some()) else { continue };
            let finding = Finding::of::<Self>(step.span());
            sink.push(match tool {
                Some(tool) => finding
                    .confidence(Confidence::Medium)
                    .message(format!("{tool} runs this file in a transaction, which this one's end ends as well"))
                    .help(format!("leave it out, or tell {tool} to run the file without a transaction")),
                None => finding
                    .message(
                        "a transaction is open here already: the server warns, and the next COMMIT ends it"
                            .to_owned(),
                    )
                    .help("leave this out, or end the one before"),
            });
        }
    }
}

/// The first `BEGIN` inside of a transaction.
fn nested(file: &MigrationFile, open: bool) -> Option<&Step> {
    let mut open = open;
    for step in file.steps.iter().filter(|step| step.is_control) {
        match step.statement.maintenance() {
            Some(Maintenance::Begin) if open => return Some(step),
            Some(Maintenance::Begin) => open = true,
            Some(Maintenance::Commit | Maintenance::Rollback) => open = false,
            _ => {}
        }
    }
    None
}
