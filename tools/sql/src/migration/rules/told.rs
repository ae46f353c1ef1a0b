//! How findings about effects are told: where they stand, what they are about, and who waits.

use architect_core::{Declared, Finding};

use crate::Dialect;
use crate::ddl::{Constraint, ConstraintKind};
use crate::migration::mysql::Carried;
use crate::migration::online::{self, Algorithm, Part};
use crate::migration::rewrite::{actions_text, safe_sequence, table_in};
use crate::migration::{Effect, Migration, Step, Work};
use crate::schema::quoted;

/// A finding about an effect, at its place, as sure as the effect is.
pub(super) fn finding<R: Declared>(step: &Step, effect: &Effect) -> Finding {
    Finding::of::<R>(effect.span(&step.statement)).subject(effect.subject()).confidence(effect.confidence)
}

/// What happens while who waits: `every row of `orders` is read while reads and writes wait`.
pub(super) fn cost(effect: &Effect) -> String {
    let waits = match effect.strongest_lock() {
        lock if lock.blocks_reads() => "while reads and writes wait",
        lock if lock.blocks_writes() => "while writes wait",
        _ => "while nobody waits",
    };
    let table = effect.table_in_words();
    let size = effect.size();
    match effect.work() {
        Work::Rewrite => format!("writes every row and every index of {table}{size} anew {waits}"),
        Work::Index => format!("builds an index over {table}{size} {waits}"),
        Work::Scan => format!("reads every row of {table}{size} {waits}"),
        Work::None => format!("locks {table} {waits}"),
    }
}

/// The doubt about an effect, as the end of a sentence.
pub(super) fn note(effect: &Effect) -> String {
    effect.note.map(|note| format!("; {note}")).unwrap_or_default()
}

/// With the safe sequence as a text to run, where there is one.
pub(super) fn with_rewrite(finding: Finding, migration: &Migration, step: &Step, effect: &Effect) -> Finding {
    match safe_sequence(migration, step, effect) {
        Some(sequence) => finding.suggest(sequence),
        None => finding,
    }
}

/// The action for which a statement goes the way it goes: the first that goes it alone too, else the first.
pub(super) fn cause<'s>(migration: &Migration, step: &'s Step) -> Option<&'s Effect> {
    let carried = step.carried.as_ref()?;
    let alone = |effect: &&Effect| {
        let way = online::way(&migration.server, &carried.facts, &effect.parts);
        way.algorithm == carried.best.algorithm && way.lock == carried.best.lock
    };
    let parts = |effect: &&Effect| !effect.parts.is_empty();
    step.effects.iter().filter(parts).find(alone).or_else(|| step.effects.iter().find(parts))
}

/// Whether some of the actions of a statement would go a cheaper way alone.
pub(super) fn splits(migration: &Migration, step: &Step) -> bool {
    let Some(carried) = &step.carried else { return false };
    step.effects.iter().filter(|effect| !effect.parts.is_empty()).any(|effect| {
        let way = online::way(&migration.server, &carried.facts, &effect.parts);
        way.work < carried.best.work
    })
}

/// Whether the migration is one of SQL Server.
pub(super) fn is_transact(migration: &Migration) -> bool {
    migration.server.dialect == Dialect::MsSql
}

/// How a constraint gets onto a large table of SQL Server.
pub(super) const NOCHECK: &str = "add it WITH NOCHECK, which reads nothing and holds for new rows at once; then check the rows that are there with ALTER TABLE … WITH CHECK CHECK CONSTRAINT while the table is quiet, since that holds the same lock as long as it reads";

/// What an effect does, as the beginning of a sentence.
pub(super) fn does(effect: &Effect) -> String {
    let title = effect.parts.first().map_or_else(|| effect.operation.title(), |part| part.title());
    format!("this {title},")
}

/// `, LOCK=NONE`, where the clause may stand beside the algorithm.
pub(super) fn lock_clause(migration: &Migration, carried: &Carried) -> String {
    let instant = carried.best.algorithm == Algorithm::Instant;
    if instant && migration.server.dialect == crate::dialect::Dialect::MySql {
        return String::new();
    }
    format!(", LOCK={}", carried.best.lock.title())
}

/// The commands that do an `ALTER TABLE` beside the running server.
pub(super) fn outside(step: &Step) -> Option<String> {
    let effect = step.effects.first()?;
    let text = actions_text(&step.statement)?;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ").replace('\'', "'\\''");
    let (database, table) = effect.table.name.rsplit_once('.').unwrap_or(("DATABASE", &effect.table.name));
    Some(format!(
        "pt-online-schema-change --alter '{text}' D={database},t={table} --dry-run\n\
         gh-ost --alter='{text}' --database={database} --table={table}"
    ))
}

/// The query for rows with a null.
pub(super) fn nulls(migration: &Migration, effect: &Effect) -> String {
    let dialect = migration.server.dialect;
    let column = effect.columns.first().map(|column| quoted(column, dialect)).unwrap_or_default();
    format!("SELECT COUNT(*) FROM {} WHERE {column} IS NULL;", table(migration, &effect.table.name))
}

/// The query for values that more than one row has.
pub(super) fn doubles(migration: &Migration, effect: &Effect) -> Option<String> {
    let dialect = migration.server.dialect;
    if effect.columns.is_empty() {
        return None;
    }
    let columns: Vec<String> = effect.columns.iter().map(|column| quoted(column, dialect)).collect();
    let columns = columns.join(", ");
    let table = table(migration, &effect.table.name);
    Some(format!("SELECT {columns}, COUNT(*) FROM {table} GROUP BY {columns} HAVING COUNT(*) > 1;"))
}

/// The query for the rows that a constraint forbids.
pub(super) fn offenders(migration: &Migration, effect: &Effect, constraint: &Constraint) -> Option<String> {
    let dialect = migration.server.dialect;
    let own = table(migration, &effect.table.name);
    match &constraint.kind {
        ConstraintKind::ForeignKey(key) if key.columns.len() == key.parent_columns.len() => {
            let pairs = key.columns.iter().zip(&key.parent_columns);
            let name = |name: &crate::ddl::Name| quoted(&name.shown(dialect), dialect);
            let same: Vec<String> =
                pairs.map(|(own, other)| format!("p.{} = c.{}", name(other), name(own))).collect();
            let some: Vec<String> = key.columns.iter().map(|own| format!("c.{} IS NOT NULL", name(own))).collect();
            let parent = table(migration, &key.parent.shown(dialect));
            Some(format!(
                "SELECT c.* FROM {own} c WHERE {} AND NOT EXISTS (SELECT 1 FROM {parent} p WHERE {});",
                some.join(" AND "),
                same.join(" AND ")
            ))
        }
        ConstraintKind::Check(check) => {
            let condition = check.text.trim();
            (!condition.is_empty()).then(|| format!("SELECT * FROM {own} WHERE NOT {condition};"))
        }
        ConstraintKind::Unique { .. } | ConstraintKind::PrimaryKey { .. } | ConstraintKind::Index(_) => {
            doubles(migration, effect)
        }
        _ => None,
    }
}

/// A table as a statement writes it.
fn table(migration: &Migration, name: &str) -> String {
    table_in(name, migration.server.dialect)
}

/// Whether partitions of a table are dropped or emptied.
pub(super) fn drops_partitions(effect: &Effect) -> bool {
    effect.parts.contains(&Part::DropPartition)
}
