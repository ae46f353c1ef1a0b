//! The pieces of a migration as files.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Piece, Stage, statement};
use crate::ddl::Maintenance;
use crate::dialect::Dialect;
use crate::migration::{Migration, Operation, Step};

/// A file of a rewritten migration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RewrittenFile {
    /// Order and purpose, e.g. `01_expand.sql`.
    pub name: String,
    /// Whether it may run in one transaction.
    pub transaction: bool,
    /// Its text.
    pub sql: String,
}

/// Rewrites a migration. Nothing when none of its statements has a safer sequence.
pub fn rewrite(migration: &Migration) -> Vec<RewrittenFile> {
    if migration.server.dialect.is_mysql_family() {
        return super::online::rewrite(migration);
    }
    if migration.server.dialect == Dialect::MsSql {
        return super::transact::rewrite(migration);
    }
    if migration.server.dialect == Dialect::Sqlite {
        return super::sqlite::rewrite(migration);
    }
    let mut planned: Vec<Piece> = Vec::new();
    let mut groups: Vec<usize> = Vec::new();
    let mut prelude: Vec<String> = Vec::new();
    let mut any = false;
    for (number, step) in migration.steps().enumerate() {
        if step.is_control {
            prelude.extend(kept_setting(step));
            continue;
        }
        let pieces = if let Some(pieces) = statement::rewritten(migration, step) {
            any = true;
            pieces
        } else {
            any |= step.refuses_transaction.is_some() && step.transaction.is_some();
            vec![Piece::new(stage_of(step), format!("{};", step.statement.text()))]
        };
        groups.extend(std::iter::repeat_n(number, pieces.len()));
        planned.extend(pieces);
    }
    if any { files(&planned, &groups, migration, &prelude) } else { Vec::new() }
}

/// A setting that the statements lean on, such as a search path. Timeouts are set anew.
fn kept_setting(step: &Step) -> Option<String> {
    match step.statement.maintenance()? {
        Maintenance::Set(setting) if !setting.name.ends_with("_timeout") && !setting.local => {
            Some(format!("{};", step.statement.text()))
        }
        _ => None,
    }
}

/// The stage of a statement that stays as it is.
fn stage_of(step: &Step) -> Stage {
    if step.refuses_transaction.is_some() {
        return Stage::Build;
    }
    let has = |operations: &[Operation]| step.effects.iter().any(|effect| operations.contains(&effect.operation));
    if has(&[Operation::ValidateConstraint, Operation::ValidateForeignKey]) {
        Stage::Validate
    } else if has(&[Operation::Update, Operation::Delete]) && step.effects.iter().all(|effect| !effect.table.new) {
        Stage::Backfill
    } else {
        Stage::Expand
    }
}

/// Pieces in a row of one stage that may share a transaction share a file, as long as they come from statements about
/// the same tables in use: no file holds the lock of one while it waits for another.
fn files(planned: &[Piece], groups: &[usize], migration: &Migration, prelude: &[String]) -> Vec<RewrittenFile> {
    let steps: Vec<&Step> = migration.steps().collect();
    let tables = |group: usize| -> Vec<&str> {
        let Some(step) = steps.get(group) else { return Vec::new() };
        let strong = step.locks().into_iter().filter(|(_, lock)| lock.blocks_writes());
        strong.map(|(table, _)| table.name.as_str()).collect()
    };
    let mut files: Vec<(Stage, Vec<&str>, Vec<&str>)> = Vec::new();
    for (piece, group) in planned.iter().zip(groups) {
        let touched = tables(*group);
        if let Some((stage, locked, texts)) = files.last_mut()
            && *stage == piece.stage
            && piece.stage.in_transaction()
            && (locked.is_empty() || touched.is_empty() || *locked == touched)
        {
            texts.push(&piece.sql);
            if locked.is_empty() {
                *locked = touched;
            }
            continue;
        }
        files.push((piece.stage, touched, vec![&piece.sql]));
    }
    let tool = migration.files.first().and_then(|file| file.tool).unwrap_or_default();
    let mut written = Vec::with_capacity(files.len());
    for (number, (stage, _, texts)) in files.into_iter().enumerate() {
        let timeouts: &[&str] = match stage {
            Stage::Expand | Stage::Contract => &["SET lock_timeout = '2s';", "SET statement_timeout = '10s';"],
            Stage::Validate => &["SET lock_timeout = '2s';", "SET statement_timeout = 0;"],
            // A build waits for older transactions by locks that nobody queues behind.
            Stage::Build | Stage::Backfill => &["SET statement_timeout = 0;"],
        };
        let transaction = !matches!(stage, Stage::Build | Stage::Backfill);
        let own = prelude.iter().map(String::as_str).chain(texts).map(|text| marked(tool, text));
        let lines: Vec<String> = head(tool, transaction)
            .into_iter()
            .chain(timeouts.iter().copied())
            .map(ToOwned::to_owned)
            .chain(own)
            .collect();
        written.push(RewrittenFile {
            name: format!("{:02}_{}.sql", number + 1, stage.title()),
            transaction,
            sql: format!("{}\n", lines.join("\n")),
        });
    }
    written
}

/// How a migration tool wants a file to begin.
fn head(tool: &str, transaction: bool) -> Option<&'static str> {
    match (tool, transaction) {
        ("goose", true) => Some("-- +goose Up"),
        ("goose", false) => Some("-- +goose NO TRANSACTION\n-- +goose Up"),
        ("sql-migrate", true) => Some("-- +migrate Up"),
        ("sql-migrate", false) => Some("-- +migrate Up notransaction"),
        ("dbmate", true) => Some("-- migrate:up"),
        ("dbmate", false) => Some("-- migrate:up transaction:false"),
        ("sqlx", false) => Some("-- no-transaction"),
        _ => None,
    }
}

/// A statement with semicolons inside, between the marks that keep a tool from dividing it there.
fn marked(tool: &str, statement: &str) -> String {
    let mark = match tool {
        "goose" => "goose",
        "sql-migrate" => "migrate",
        _ => return statement.to_owned(),
    };
    if !statement.contains("$$") {
        return statement.to_owned();
    }
    format!("-- +{mark} StatementBegin\n{statement}\n-- +{mark} StatementEnd")
}
