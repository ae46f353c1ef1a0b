//! `sql/not-rerunnable`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::ddl::{AlterAction, ObjectKind, SchemaChange};
use crate::migration::{Migration, Step};

declare_rule! {
    /// ## What it finds
    /// A statement of PostgreSQL that runs outside of a transaction, in a file with others, and fails when the file is run again:
    /// it does not say `IF EXISTS` or `IF NOT EXISTS`. Off by default.
    ///
    /// ## Why it matters
    /// When a file fails half way, what ran before stays. Whoever runs it again, as most tools do, fails at the first statement
    /// that ran already.
    ///
    /// ## Bad
    /// ```sql migration
    /// SET lock_timeout = '2s';
    /// ALTER TABLE orders ADD COLUMN note text;
    /// ALTER TABLE orders ADD COLUMN IF NOT EXISTS remark text;
    /// ```
    /// ## Good
    /// ```sql migration
    /// SET lock_timeout = '2s';
    /// ALTER TABLE orders ADD COLUMN IF NOT EXISTS note text;
    /// ALTER TABLE orders ADD COLUMN IF NOT EXISTS remark text;
    /// ```
    /// ## Limits
    /// `CREATE INDEX CONCURRENTLY` is left out: after a failure `IF NOT EXISTS` would keep an index that is not valid. Statements
    /// that have no such words, `ADD CONSTRAINT` among them, are left out too.
    pub NotRerunnable {
        id: "sql/not-rerunnable",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["squawk:prefer-robust-stmts"],
        references: [("PostgreSQL manual, ALTER TABLE", "https://www.postgresql.org/docs/current/sql-altertable.html")],
    }
}

const THERE: &str = "IF EXISTS";
const NOT_THERE: &str = "IF NOT EXISTS";

impl Rule<Migration> for NotRerunnable {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        for file in &migration.files {
            let defines = |step: &&Step| step.is_definition && step.transaction.is_none();
            if file.steps.iter().filter(defines).count() < 2 {
                continue;
            }
            for step in file.steps.iter().filter(defines) {
                // Of what is dropped in an `ALTER TABLE` the reader keeps no more than the name.
                let guarded = step.statement.tokens().tokens.iter().any(|token| token.is("exists"));
                let found = step.statement.read().changes.iter().find_map(unguarded);
                let Some(words) = found.filter(|words| *words == NOT_THERE || !guarded) else { continue };
                sink.push(
                    Finding::of::<Self>(step.span())
                        .confidence(Confidence::Medium)
                        .message(format!(
                            "when the file fails behind this and is run again, this fails: it says no {words}"
                        ))
                        .help(format!("say {words}, or run the file as one transaction")),
                );
            }
        }
    }
}

/// The words that would let a change be made again.
fn unguarded(change: &SchemaChange) -> Option<&'static str> {
    match change {
        SchemaChange::CreateTable(table) => (!table.if_not_exists).then_some(NOT_THERE),
        SchemaChange::CreateIndex(index) => (!index.if_not_exists && !index.concurrently).then_some(NOT_THERE),
        SchemaChange::Drop(drop) => (!drop.if_exists && drop.kind != ObjectKind::Other).then_some(THERE),
        SchemaChange::AlterTable(alter) => alter.actions.iter().find_map(|action| match action {
            AlterAction::AddColumn { if_not_exists, .. } => (!if_not_exists).then_some(NOT_THERE),
            AlterAction::DropColumn { .. } | AlterAction::DropConstraint { .. } => Some(THERE),
            _ => None,
        }),
        _ => None,
    }
}
