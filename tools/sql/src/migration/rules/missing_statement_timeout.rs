//! `sql/missing-statement-timeout`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::ddl::Maintenance;
use crate::migration::{Migration, MigrationFile, Step};

declare_rule! {
    /// ## What it finds
    /// A statement of PostgreSQL that keeps writes from a table in use while no `statement_timeout` was set in its file. Off by
    /// default: with a `lock_timeout`, and statements that are quick, there is little that it adds.
    ///
    /// ## Why it matters
    /// A statement that takes longer than anybody thought holds its lock until somebody notices.
    ///
    /// ## Bad
    /// ```sql migration
    /// SET lock_timeout = '2s';
    /// ALTER TABLE orders ADD COLUMN note text;
    /// ```
    /// ## Good
    /// ```sql migration
    /// SET lock_timeout = '2s';
    /// SET statement_timeout = '5s';
    /// ALTER TABLE orders ADD COLUMN note text;
    /// ```
    /// ## Limits
    /// One finding a file. A timeout that is set for the role or the connection is not seen in files.
    pub MissingStatementTimeout {
        id: "sql/missing-statement-timeout",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["squawk:require-statement-timeout", "squawk:require-timeout-settings"],
        references: [("PostgreSQL manual, statement_timeout", "https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-STATEMENT-TIMEOUT")],
    }
}

impl Rule<Migration> for MissingStatementTimeout {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        for step in migration.files.iter().filter_map(unbounded) {
            sink.push(
                Finding::of::<Self>(step.span())
                    .confidence(Confidence::Medium)
                    .message("no statement_timeout holds here: nothing ends this if it takes too long".to_owned())
                    .suggest("SET statement_timeout = '5s';".to_owned()),
            );
        }
    }
}

/// The first statement with a strong lock before which no limit is set.
fn unbounded(file: &MigrationFile) -> Option<&Step> {
    let sets = |step: &Step| match step.statement.maintenance() {
        Some(Maintenance::Set(setting)) => setting.name == "statement_timeout",
        _ => false,
    };
    let first =
        file.steps.iter().find(|step| step.strongest_lock().blocks_writes() || (step.is_control && sets(step)))?;
    (!first.is_control).then_some(first)
}
