//! Migrations of MariaDB and MySQL: each definition in a file of its own, with the algorithm and the lock said, so that
//! the server refuses what it would otherwise do in a slower way.

use std::ops::Range;

use super::statement::{Actions, actions, is_clause};
use super::{RewrittenFile, quoted_in, table_in};
use crate::ddl::{Maintenance, ObjectKind};
use crate::dialect::Dialect;
use crate::migration::mysql::{Carried, assigned};
use crate::migration::online::{Algorithm, Part, Shutting, Way, way};
use crate::migration::{Detail, Effect, Migration, Operation, Step, Work};
use architect_core::Confidence;

/// What a file of the rewrite is for, which its name says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// The definition alone.
    Expand,
    /// An index or the rows, while others write.
    Build,
    /// Rows.
    Rows,
    /// Rows in batches.
    Backfill,
    /// What blocks others, and is better done beside the server.
    Copy,
}

impl Purpose {
    const fn title(self) -> &'static str {
        match self {
            Self::Expand => "expand",
            Self::Build => "build",
            Self::Rows => "rows",
            Self::Backfill => "backfill",
            Self::Copy => "copy",
        }
    }

    fn of(way: Way) -> Self {
        match way.algorithm {
            _ if is_blocking(way) => Self::Copy,
            Algorithm::Instant => Self::Expand,
            _ => Self::Build,
        }
    }
}

/// A file in the making.
struct Draft {
    purpose: Purpose,
    texts: Vec<String>,
}

/// Rewrites a migration. Nothing when it stays as it is.
pub(super) fn rewrite(migration: &Migration) -> Vec<RewrittenFile> {
    let mut drafts: Vec<Draft> = Vec::new();
    let mut settings: Vec<String> = Vec::new();
    let mut changed = false;
    for step in migration.steps() {
        if step.is_control {
            if let Some(setting) = kept_setting(step) {
                settings.push(setting);
            }
            changed |= matches!(step.statement.maintenance(), Some(Maintenance::Begin))
                && migration.steps().any(|step| step.commits);
            continue;
        }
        let own = step.statement.text();
        let pieces = rewritten(migration, step);
        let apart = step.is_definition && step.effects.iter().any(Effect::is_felt);
        changed |= pieces
            .as_ref()
            .is_some_and(|pieces| pieces.len() != 1 || pieces.iter().any(|(_, text)| *text != format!("{own};")));
        for (purpose, text) in pieces.unwrap_or_else(|| vec![(plain(step), format!("{own};"))]) {
            match drafts.last_mut() {
                Some(draft) if draft.purpose == purpose && purpose == Purpose::Rows && !apart => {
                    draft.texts.push(text);
                }
                _ => drafts.push(Draft { purpose, texts: vec![text] }),
            }
        }
    }
    changed |=
        drafts.len() > 1 && migration.files.len() == 1 && drafts.iter().any(|draft| draft.purpose != Purpose::Rows);
    if !changed {
        return Vec::new();
    }
    let timeout = "SET SESSION lock_wait_timeout = 5;".to_owned();
    let file = |(number, draft): (usize, Draft)| {
        let mut lines: Vec<String> = Vec::new();
        if draft.purpose != Purpose::Rows {
            lines.push(timeout.clone());
        }
        lines.extend(settings.iter().cloned());
        lines.extend(draft.texts);
        RewrittenFile {
            name: format!("{:02}_{}.sql", number + 1, draft.purpose.title()),
            transaction: draft.purpose == Purpose::Rows,
            sql: format!("{}\n", lines.join("\n")),
        }
    };
    drafts.into_iter().enumerate().map(file).collect()
}

/// A setting that the statements lean on.
fn kept_setting(step: &Step) -> Option<String> {
    match step.statement.maintenance()? {
        Maintenance::Set(_) if step.statement.text().to_ascii_lowercase().contains("lock_wait_timeout") => {
            let others = assigned(&step.statement).into_iter().filter(|(name, _)| name != "lock_wait_timeout");
            let others: Vec<String> = others.map(|(name, value)| format!("{name} = {value}")).collect();
            (!others.is_empty()).then(|| format!("SET {};", others.join(", ")))
        }
        Maintenance::Set(_) => Some(format!("{};", step.statement.text())),
        _ => None,
    }
}

/// The purpose of a statement that stays as it is.
fn plain(step: &Step) -> Purpose {
    match &step.carried {
        Some(carried) if step.effects.iter().any(Effect::is_felt) => Purpose::of(carried.way),
        _ if step.is_definition && step.effects.iter().any(Effect::is_felt) => Purpose::Expand,
        _ => Purpose::Rows,
    }
}

fn rewritten(migration: &Migration, step: &Step) -> Option<Vec<(Purpose, String)>> {
    let first = step.effects.first()?;
    if !first.is_felt() || first.table.new {
        return None;
    }
    if matches!(first.operation, Operation::Update | Operation::Delete)
        && first.every_row
        && first.table.rows.is_none_or(|rows| rows >= crate::migration::SMALL)
    {
        return Some(vec![(Purpose::Backfill, batches(migration, step, first)?)]);
    }
    let carried = step.carried.as_ref()?;
    if carried.confidence < Confidence::Medium || first.needed.is_some() {
        return None;
    }
    let tokens = step.statement.tokens().tokens;
    let is = |at: usize, word: &str| tokens.get(at).is_some_and(|token| token.is(word));
    let dialect = migration.server.dialect;
    if is(0, "create") && matches!(first.detail, Detail::Index(_)) && !is_blocking(carried.best) {
        let end = carried.asked.bytes.as_ref().map_or(step.bytes().end, |bytes| bytes.start);
        let text = step.statement.source().slice(step.bytes().start..end).trim();
        let clauses = clauses(carried.best, dialect).replace(", ", " ");
        return Some(vec![(Purpose::of(carried.best), format!("{text} {clauses};"))]);
    }
    if is(0, "drop") && first.operation == Operation::DropIndex && carried.best.algorithm < Algorithm::Copy {
        let exists = if tokens.iter().any(|token| token.is("exists")) { "IF EXISTS " } else { "" };
        let index = quoted_in(first.name.as_deref()?, dialect);
        let table = table_in(&first.table.name, dialect);
        let clauses = clauses(carried.best, dialect);
        return Some(vec![(
            Purpose::of(carried.best),
            format!("ALTER TABLE {table} DROP INDEX {exists}{index}, {clauses};"),
        )]);
    }
    let actions = actions(&step.statement)?;
    altered(migration, step, carried, &actions)
}

/// `ALGORITHM=…, LOCK=…`.
fn clauses(way: Way, dialect: Dialect) -> String {
    if way.algorithm == Algorithm::Instant {
        return "ALGORITHM=INSTANT".to_owned();
    }
    let algorithm = if dialect == Dialect::MySql && way.algorithm == Algorithm::NoCopy {
        Algorithm::Inplace
    } else {
        way.algorithm
    };
    format!("ALGORITHM={}, LOCK={}", algorithm.title(), way.lock.title())
}

/// Whether writes wait while the server goes through the rows.
fn is_blocking(way: Way) -> bool {
    way.algorithm == Algorithm::Copy || (way.lock > Shutting::None && way.work > Work::None)
}

/// Actions that are done by one statement.
struct Group {
    texts: Vec<String>,
    parts: Vec<Part>,
}

fn altered(
    migration: &Migration,
    step: &Step,
    carried: &Carried,
    actions: &Actions,
) -> Option<Vec<(Purpose, String)>> {
    let source = step.statement.source();
    let inside = |action: &Range<usize>, effect: &&Effect| {
        action.start <= effect.bytes.start && effect.bytes.end <= action.end
    };
    let mut groups: Vec<Group> = Vec::new();
    let each: Vec<&Range<usize>> =
        actions.each.iter().filter(|action| !is_clause(source.slice((*action).clone()).trim())).collect();
    // Partitions, renames and whatever has no place for the clauses stay as they are.
    let has =
        |wanted: &[Part]| step.effects.iter().any(|effect| effect.parts.iter().any(|part| wanted.contains(part)));
    let untouched = [
        // It is quick as it is, and what is wrong with it stays.
        Part::AddUncheckedForeignKey,
        Part::RenameTable,
        Part::ChangePartitioning,
        Part::CopyPartitions,
        Part::AddPartition,
        Part::DropPartition,
        Part::Unknown,
    ];
    if each.is_empty() || has(&untouched) {
        return None;
    }
    let whole = each.len() == 1 || !separable(step, &each);
    for action in &each {
        let text = source.slice((*action).clone()).trim().to_owned();
        let effects = step.effects.iter().filter(|effect| each.len() == 1 || inside(action, effect));
        let parts: Vec<Part> = effects.flat_map(|effect| effect.parts.iter().copied()).collect();
        let way_of = |parts: &[Part]| way(&migration.server, &carried.facts, parts);
        if let Some(group) = groups.last_mut() {
            let joined: Vec<Part> = group.parts.iter().chain(&parts).copied().collect();
            let (before, own, both) = (way_of(&group.parts), way_of(&parts), way_of(&joined));
            if whole || (before.algorithm == own.algorithm && both == before.max_of(own)) {
                group.texts.push(text);
                group.parts = joined;
                continue;
            }
        }
        groups.push(Group { texts: vec![text], parts });
    }
    let head = source.slice(actions.head.clone()).trim();
    let mut pieces = Vec::with_capacity(groups.len());
    for group in groups {
        let way = way(&migration.server, &carried.facts, &group.parts);
        let actions = group.texts.join(", ");
        pieces.push(if is_blocking(way) {
            (Purpose::Copy, format!("{head} {actions};"))
        } else {
            (Purpose::of(way), format!("{head} {actions}, {};", clauses(way, migration.server.dialect)))
        });
    }
    let copies = pieces.iter().any(|(purpose, _)| *purpose == Purpose::Copy);
    if copies && pieces.len() == 1 {
        return None;
    }
    for (purpose, text) in &mut pieces {
        if *purpose == Purpose::Copy && carried.best.lock > Shutting::None {
            let note = "-- Goes through every row while writes wait: let gh-ost or pt-online-schema-change do it on a busy table.";
            *text = format!("{note}\n{text}");
        }
    }
    Some(pieces)
}

impl Way {
    /// The worse of two, by each of what they say.
    fn max_of(self, other: Self) -> Self {
        Self {
            algorithm: self.algorithm.max(other.algorithm),
            lock: self.lock.max(other.lock),
            work: self.work.max(other.work),
        }
    }
}

/// Whether the actions of a statement may be done one behind the other.
fn separable(step: &Step, each: &[&Range<usize>]) -> bool {
    let has = |part: Part| step.effects.iter().any(|effect| effect.parts.contains(&part));
    let together = has(Part::ReplacePrimaryKey)
        || has(Part::RenameColumn)
        || (has(Part::DropForeignKey) && has(Part::DropIndex))
        || (has(Part::DropIndex) && has(Part::AddIndex));
    if together {
        return false;
    }
    // What names a column that a later action makes cannot go before it.
    let place = |effect: &Effect| {
        each.iter().position(|action| action.start <= effect.bytes.start && effect.bytes.end <= action.end)
    };
    step.effects.iter().all(|effect| {
        let Detail::Column(_) = effect.detail else { return true };
        let made = place(effect);
        step.effects.iter().all(|other| {
            let names = other.columns.iter().any(|column| effect.columns.contains(column));
            !names || place(other) >= made
        })
    })
}

/// Writes or deletes every row along the primary key, a few thousand at a time, each batch in its own transaction.
fn batches(migration: &Migration, step: &Step, effect: &Effect) -> Option<String> {
    let dialect = migration.server.dialect;
    let tokens = step.statement.tokens().tokens;
    let plain = !tokens
        .iter()
        .any(|token| ["join", "limit", "order", "returning", "with", "ignore"].iter().any(|word| token.is(word)));
    let key = quoted_in(effect.table.key_column.as_ref()?, dialect);
    let name = table_in(&effect.table.name, dialect);
    if !plain {
        return None;
    }
    let change = if effect.operation == Operation::Delete {
        format!("DELETE FROM {name}")
    } else {
        let set = tokens.iter().find(|token| token.is("set"))?;
        let assignments = step.statement.source().slice(set.bytes.end..step.bytes().end).trim();
        format!("UPDATE {name} SET {assignments}")
    };
    let bare = effect.table.name.rsplit('.').next().unwrap_or_default();
    let routine = quoted_in(&format!("fill_{bare}_in_batches"), dialect);
    Some(format!(
        "DELIMITER //\nCREATE PROCEDURE {routine}()\nBEGIN\n  SET @low = (SELECT MIN({key}) FROM {name});\n  WHILE @low IS NOT \
         NULL DO\n    SET @high = (SELECT {key} FROM {name} WHERE {key} > @low ORDER BY {key} LIMIT 1 OFFSET 4999);\n    IF @high \
         IS NULL THEN\n      {change} WHERE {key} >= @low;\n    ELSE\n      {change} WHERE {key} >= @low AND {key} < @high;\n    END \
         IF;\n    COMMIT;\n    SET @low = @high;\n  END WHILE;\nEND //\nDELIMITER ;\nCALL {routine}();\nDROP PROCEDURE {routine};"
    ))
}

/// The safe way for the statement of an effect, as a text.
pub(super) fn safe_sequence(migration: &Migration, step: &Step, effect: &Effect) -> Option<String> {
    if matches!(effect.operation, Operation::Update | Operation::Delete) {
        return batches(migration, step, effect);
    }
    let pieces = rewritten(migration, step)?;
    Some(pieces.into_iter().map(|(_, text)| text).collect::<Vec<_>>().join("\n"))
}

/// The statement that undoes an effect, or a comment that says that none does.
pub(super) fn undone(migration: &Migration, effect: &Effect) -> Option<String> {
    // What the migration made is gone as a whole.
    if effect.table.new {
        return None;
    }
    let dialect = migration.server.dialect;
    let name = |name: &str| quoted_in(name, dialect);
    let table = table_in(&effect.table.name, dialect);
    let column = effect.columns.first().map(|column| name(column));
    let alter = |action: String| Some(format!("ALTER TABLE {table} {action};"));
    let lost = |what: &str| Some(format!("-- {what} of {} is not undone.", effect.subject()));
    // A key or an index without a name has that of its first column.
    let index = || effect.name.as_deref().map(name).or_else(|| column.clone());
    if let Detail::Redefined(redefined) = &effect.detail {
        let before = redefined.before.as_ref()?;
        let note = if redefined.narrows { "-- Values that were cut off stay so.\n" } else { "" };
        return Some(format!("{note}ALTER TABLE {table} MODIFY COLUMN {before};"));
    }
    match effect.operation {
        Operation::AddColumn | Operation::AddRequiredColumn => alter(format!("DROP COLUMN {}", column?)),
        Operation::CreateIndex | Operation::AddUnique => alter(format!("DROP INDEX {}", index()?)),
        Operation::AddForeignKey | Operation::AddForeignKeyNotValid => match &effect.name {
            Some(key) => alter(format!("DROP FOREIGN KEY {}", name(key))),
            None => lost("the foreign key without a name"),
        },
        Operation::AddCheck => match &effect.name {
            Some(check) => alter(format!("DROP CONSTRAINT {}", name(check))),
            None => lost("the CHECK without a name"),
        },
        Operation::AddPrimaryKey if effect.parts.contains(&Part::AddPrimaryKey) => {
            alter("DROP PRIMARY KEY".to_owned())
        }
        Operation::RenameColumn => match &effect.detail {
            Detail::Text(to) => alter(format!("RENAME COLUMN {} TO {}", name(to), column?)),
            _ => None,
        },
        Operation::RenameTable => match &effect.detail {
            Detail::Text(to) => {
                let (schema, bare) = match effect.table.name.rsplit_once('.') {
                    Some((schema, bare)) => (format!("{}.", name(schema)), bare),
                    None => (String::new(), effect.table.name.as_str()),
                };
                Some(format!("RENAME TABLE {schema}{} TO {schema}{};", name(to), name(bare)))
            }
            _ => None,
        },
        Operation::DropTable => match &effect.detail {
            Detail::Drop(drop) if drop.kind != ObjectKind::Table => None,
            _ => lost("the dropped table"),
        },
        Operation::DropColumn => lost("the dropped column"),
        Operation::Truncate => lost("the emptied table"),
        Operation::Update | Operation::Delete => lost("the change of rows"),
        Operation::DropIndex => lost("the dropped index"),
        _ if effect.parts.contains(&Part::DropPartition) => lost("the dropped partition"),
        _ => None,
    }
}
