//! The safe way to the same end.
//!
//! A statement with a known safe sequence becomes pieces; [`rewrite`] puts those of a whole migration, and the
//! statements that stay as they are, into files in order. Invariants: the order of the statements is kept; a piece that
//! the server refuses inside of a transaction has a file of its own; what cannot be rewritten stays as it was written.

mod backfill;
mod column;
mod constraint;
mod files;
mod online;
mod rollback;
mod sqlite;
mod statement;
mod transact;

pub use files::{RewrittenFile, rewrite};
pub use rollback::rollback;
pub(in crate::migration) use statement::{actions_each, actions_text};

use super::{Effect, Migration, Step};
use crate::dialect::Dialect;

/// What a statement of a safe sequence is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// A quick change under a strong lock.
    Expand,
    /// An index is built or dropped CONCURRENTLY.
    Build,
    /// Rows are filled in batches.
    Backfill,
    /// Rows are checked while nobody waits.
    Validate,
    /// A quick change that ends the sequence.
    Contract,
}

impl Stage {
    const fn title(self) -> &'static str {
        match self {
            Self::Expand => "expand",
            Self::Build => "build",
            Self::Backfill => "backfill",
            Self::Validate => "validate",
            Self::Contract => "contract",
        }
    }

    /// Whether it may run in a transaction, together with others of its stage.
    const fn in_transaction(self) -> bool {
        matches!(self, Self::Expand | Self::Contract)
    }
}

/// A statement of a safe sequence, with its semicolon.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    stage: Stage,
    sql: String,
}

impl Piece {
    fn new(stage: Stage, sql: impl Into<String>) -> Self {
        Self { stage, sql: sql.into() }
    }
}

/// The safe sequence for the statement of an effect, as a text.
pub(super) fn safe_sequence(migration: &Migration, step: &Step, effect: &Effect) -> Option<String> {
    if migration.server.dialect.is_mysql_family() {
        return online::safe_sequence(migration, step, effect);
    }
    if migration.server.dialect == Dialect::MsSql {
        return transact::safe_sequence(migration, step, effect);
    }
    if migration.server.dialect == Dialect::Sqlite {
        return None;
    }
    let pieces = match statement::rewritten(migration, step) {
        Some(pieces) if step.effects.len() == 1 => pieces,
        _ => statement::of_effect(migration, step, effect)?,
    };
    let texts: Vec<&str> = pieces.iter().map(|piece| piece.sql.as_str()).collect();
    Some(texts.join("\n"))
}

/// A name as a statement writes it.
fn quoted(name: &str) -> String {
    quoted_in(name, Dialect::PostgreSql)
}

/// A name as a statement of a dialect writes it.
fn quoted_in(name: &str, dialect: Dialect) -> String {
    crate::schema::quoted(name, dialect)
}

/// A table's own name as a part of other names.
fn bare(effect: &Effect) -> &str {
    effect.table.name.rsplit('.').next().unwrap_or(&effect.table.name)
}

/// A table as a statement writes it.
fn table(name: &str) -> String {
    table_in(name, Dialect::PostgreSql)
}

/// A table as a statement of a dialect writes it.
pub(in crate::migration) fn table_in(name: &str, dialect: Dialect) -> String {
    match name.rsplit_once('.') {
        Some((schema, name)) => format!("{}.{}", quoted_in(schema, dialect), quoted_in(name, dialect)),
        None => quoted_in(name, dialect),
    }
}

/// `table_column_label`, as the server makes it.
fn made(effect: &Effect, columns: &[String], label: &str) -> String {
    crate::schema::free_name(bare(effect), &columns.join("_"), label)
}
