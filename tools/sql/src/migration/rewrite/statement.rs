//! One statement, rewritten.

use std::ops::Range;

use sqlparser::tokenizer::Token as Lexeme;

use super::{Piece, Stage, backfill, column, constraint, quoted, table};
use crate::migration::{Detail, Effect, Migration, Operation, Step};
use crate::statement::{Statement, Token};

/// The pieces that a statement becomes; `None` when it stays as it is.
pub(super) fn rewritten(migration: &Migration, step: &Step) -> Option<Vec<Piece>> {
    let first = step.effects.first()?;
    if !first.is_felt() {
        return None;
    }
    if let Some(actions) = actions(&step.statement) {
        return altered(migration, step, &actions);
    }
    if step.effects.len() > 1 && first.operation != Operation::DropIndex {
        return None;
    }
    match first.operation {
        Operation::DropIndex => dropped_indexes(step),
        _ => of_effect(migration, step, first),
    }
}

/// The pieces for the part of a statement that has this effect.
pub(super) fn of_effect(migration: &Migration, step: &Step, effect: &Effect) -> Option<Vec<Piece>> {
    let text = step.statement.text();
    let constraint = match &effect.detail {
        Detail::Constraint(constraint) => Some(constraint),
        _ => None,
    };
    match effect.operation {
        Operation::CreateIndex if !effect.is_long() => None,
        Operation::CreateIndex if effect.table.partitioned => partitioned_index(step, effect),
        Operation::CreateIndex => {
            let sql = inserted(&step.statement, &["index"], " CONCURRENTLY")?;
            Some(vec![Piece::new(Stage::Build, format!("{sql};"))])
        }
        Operation::DropIndex => {
            let Detail::Drop(drop) = &effect.detail else { return None };
            if drop.cascade || effect.table.partitioned {
                return None;
            }
            let exists = if drop.if_exists { "IF EXISTS " } else { "" };
            let name = table(effect.name.as_deref()?);
            Some(vec![Piece::new(Stage::Build, format!("DROP INDEX CONCURRENTLY {exists}{name};"))])
        }
        Operation::Reindex => {
            let sql = inserted(&step.statement, &["table", "index"], " CONCURRENTLY")?;
            (step.statement.tokens().tokens.get(1)?.lexeme != Lexeme::LParen)
                .then(|| vec![Piece::new(Stage::Build, format!("{sql};"))])
        }
        Operation::DetachPartition => {
            const SINCE: u32 = 14;
            (migration.server.version.major >= SINCE)
                .then(|| vec![Piece::new(Stage::Build, format!("{text} CONCURRENTLY;"))])
        }
        Operation::CreatePartition => new_partition(step, effect),
        Operation::Update if effect.every_row => {
            let tokens = step.statement.tokens().tokens;
            let set = tokens.iter().find(|token| token.is("set"))?;
            if tokens.iter().any(|token| token.is("from") || token.is("returning") || token.is("with")) {
                return None;
            }
            let assignments = step.statement.source().slice(set.bytes.end..step.bytes().end).trim();
            Some(vec![backfill::batches(&effect.table, assignments, None)?])
        }
        Operation::SetNotNull => Some(constraint::not_null(migration, effect, effect.columns.first()?)),
        Operation::AddCheck | Operation::AddForeignKey => {
            constraint::not_valid(migration, step, effect, constraint?, false)
        }
        Operation::AddUnique | Operation::AddPrimaryKey => constraint::key(migration, step, effect, constraint?),
        Operation::AddVolatileColumn
        | Operation::AddCountedColumn
        | Operation::AddUniqueColumn
        | Operation::AddCheckedColumn
        | Operation::AddFilledReferencingColumn => column::added(migration, step, column_group(step, effect)),
        _ => None,
    }
}

/// The effects of the new column that an effect belongs to, the column itself first.
fn column_group<'s>(step: &'s Step, effect: &Effect) -> &'s [Effect] {
    let holds = |other: &Effect| {
        matches!(other.detail, Detail::Column(_))
            && other.bytes.start <= effect.bytes.start
            && effect.bytes.end <= other.bytes.end
    };
    let Some(start) = step.effects.iter().position(holds) else { return &[] };
    let behind = step.effects.get(start + 1..).unwrap_or_default();
    let of_column = |other: &&Effect| {
        matches!(
            other.operation,
            Operation::AddUniqueColumn
                | Operation::AddCheckedColumn
                | Operation::AddReferencingColumn
                | Operation::AddFilledReferencingColumn
        )
    };
    let constraints = behind.iter().take_while(of_column).count();
    step.effects.get(start..=start + constraints).unwrap_or_default()
}

/// Every action of an `ALTER TABLE`: those with a safe sequence as that, the others one by one.
fn altered(migration: &Migration, step: &Step, actions: &Actions) -> Option<Vec<Piece>> {
    let source = step.statement.source();
    let mut pieces = Vec::new();
    let mut any = false;
    for action in &actions.each {
        let inside = |effect: &&Effect| action.start <= effect.bytes.start && effect.bytes.end <= action.end;
        let first = step.effects.iter().position(|effect| inside(&effect));
        let whole = actions.each.len() == 1;
        let effect = first.or(whole.then_some(0)).and_then(|at| step.effects.get(at));
        let sequence = effect.and_then(|effect| {
            let group = column_group(step, effect);
            match group.len() {
                0 if needs_work(effect) => of_effect(migration, step, effect),
                0 => None,
                _ if group.iter().any(needs_work) => column::added(migration, step, group),
                _ => None,
            }
        });
        if let Some(sequence) = sequence {
            any = true;
            pieces.extend(sequence);
            continue;
        }
        let head = source.slice(actions.head.clone()).trim();
        let stage = if effect.is_some_and(|effect| {
            matches!(effect.operation, Operation::ValidateConstraint | Operation::ValidateForeignKey)
        }) {
            Stage::Validate
        } else {
            Stage::Expand
        };
        pieces.push(Piece::new(stage, format!("{head} {};", source.slice(action.clone()).trim())));
    }
    any.then_some(pieces)
}

/// Whether an effect is worth a sequence: it takes long, or has a way that locks less.
fn needs_work(effect: &Effect) -> bool {
    effect.is_long() || effect.operation == Operation::DetachPartition
}

/// Where the actions of an `ALTER TABLE` stand.
pub(super) struct Actions {
    /// `ALTER TABLE [IF EXISTS] [ONLY] name`.
    pub(super) head: Range<usize>,
    pub(super) each: Vec<Range<usize>>,
}

pub(super) fn actions(statement: &Statement) -> Option<Actions> {
    let tokens = statement.tokens().tokens;
    let is = |at: usize, word: &str| tokens.get(at).is_some_and(|token| token.is(word));
    if !is(0, "alter") || !is(1, "table") {
        return None;
    }
    let mut at = 2;
    if is(at, "if") {
        at += 2;
    }
    if is(at, "only") {
        at += 1;
    }
    at += 1;
    while tokens.get(at).is_some_and(|token| token.lexeme == Lexeme::Period) {
        at += 2;
    }
    if tokens.get(at).is_some_and(|token| token.lexeme == Lexeme::Mul) {
        at += 1;
    }
    let rest = tokens.get(at..)?;
    let head = statement.bytes().start..rest.first()?.bytes.start;
    let mut each = Vec::new();
    let mut depth = 0_usize;
    let mut start = rest.first()?.bytes.start;
    let mut end = start;
    for token in rest {
        match token.lexeme {
            Lexeme::LParen => depth += 1,
            Lexeme::RParen => depth = depth.saturating_sub(1),
            Lexeme::Comma if depth == 0 => {
                each.push(start..end);
                start = token.bytes.end;
            }
            _ => {}
        }
        end = token.bytes.end;
    }
    each.push(start..end);
    Some(Actions { head, each })
}

/// The statement with a text behind the first of some keywords.
fn inserted(statement: &Statement, keywords: &[&str], text: &str) -> Option<String> {
    let tokens = statement.tokens().tokens;
    let at = |token: &&Token| keywords.iter().any(|keyword| token.is(keyword));
    let place = tokens.iter().find(at)?.bytes.end;
    let source = statement.source();
    let bytes = statement.bytes();
    Some(format!("{}{text}{}", source.slice(bytes.start..place), source.slice(place..bytes.end)))
}

fn dropped_indexes(step: &Step) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    for effect in &step.effects {
        let Detail::Drop(drop) = &effect.detail else { return None };
        if drop.cascade || effect.table.partitioned || drop.names.len() != step.effects.len() {
            return None;
        }
        let exists = if drop.if_exists { "IF EXISTS " } else { "" };
        let name = table(effect.name.as_deref()?);
        pieces.push(Piece::new(Stage::Build, format!("DROP INDEX CONCURRENTLY {exists}{name};")));
    }
    Some(pieces)
}

/// The index of a partitioned table: without those of the partitions, then each of them, then attached.
fn partitioned_index(step: &Step, effect: &Effect) -> Option<Vec<Piece>> {
    let Detail::Index(index) = &effect.detail else { return None };
    let name = effect.name.as_deref()?;
    // Partitions of partitions are not followed.
    if effect.others.is_empty() || effect.others.iter().any(|other| other.partitioned) || index.if_not_exists {
        return None;
    }
    let source = step.statement.source();
    let rest = source.slice(index.table.bytes().end..step.bytes().end);
    let unique = if index.index.unique { "UNIQUE " } else { "" };
    let parent = table(&effect.table.name);
    let only = format!("CREATE {unique}INDEX {} ON ONLY {parent}{rest};", quoted(name));
    let mut pieces = vec![Piece::new(Stage::Expand, only)];
    let schema = effect.table.name.rsplit_once('.').map(|(schema, _)| format!("{}.", quoted(schema)));
    let schema = schema.unwrap_or_default();
    let mut attached = Vec::new();
    for partition in &effect.others {
        let bare = partition.name.rsplit('.').next().unwrap_or_default();
        // Named as the server would, where the keys are columns.
        let own = if effect.columns.len() == index.index.keys.len() {
            crate::schema::free_name(bare, &effect.columns.join("_"), "idx")
        } else {
            crate::schema::free_name(bare, name, "")
        };
        let own = quoted(&own);
        let on = table(&partition.name);
        pieces.push(Piece::new(Stage::Build, format!("CREATE {unique}INDEX CONCURRENTLY {own} ON {on}{rest};")));
        let attach = format!("ALTER INDEX {schema}{} ATTACH PARTITION {schema}{own};", quoted(name));
        attached.push(Piece::new(Stage::Contract, attach));
    }
    pieces.extend(attached);
    Some(pieces)
}

/// A partition that is made by itself and then attached.
fn new_partition(step: &Step, effect: &Effect) -> Option<Vec<Piece>> {
    let tokens = step.statement.tokens().tokens;
    let values = tokens.iter().position(|token| token.is("for") || token.is("default"))?;
    let plain = !tokens.iter().any(|token| token.is("by") || token.is("exists"));
    // Columns between the parent and its bounds.
    let listed = tokens.get(values.checked_sub(1)?).is_some_and(|token| token.lexeme == Lexeme::RParen);
    if !plain || listed {
        return None;
    }
    let bounds = step.statement.source().slice(tokens.get(values)?.bytes.start..step.bytes().end).trim();
    let (parent, child) = (table(&effect.table.name), table(effect.name.as_deref()?));
    let like =
        format!("CREATE TABLE {child} (LIKE {parent} INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES);");
    Some(vec![
        Piece::new(Stage::Expand, like),
        Piece::new(Stage::Expand, format!("ALTER TABLE {parent} ATTACH PARTITION {child} {bounds};")),
    ])
}

/// Each action of an `ALTER TABLE` as written.
pub(in crate::migration) fn actions_each(statement: &Statement) -> Option<Vec<String>> {
    let source = statement.source();
    let each = actions(statement)?.each;
    (!each.is_empty()).then(|| each.iter().map(|action| source.slice(action.clone()).trim().to_owned()).collect())
}

/// What follows the table's name in an `ALTER TABLE`, without the clauses that say how it is carried out.
pub(in crate::migration) fn actions_text(statement: &Statement) -> Option<String> {
    let source = statement.source();
    let kept: Vec<&str> = actions(statement)?
        .each
        .iter()
        .map(|action| source.slice(action.clone()).trim())
        .filter(|text| !is_clause(text))
        .collect();
    (!kept.is_empty()).then(|| kept.join(", "))
}

/// Whether an action only says how the others are carried out.
pub(super) fn is_clause(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    ["algorithm", "lock"]
        .iter()
        .any(|word| lower.strip_prefix(word).is_some_and(|rest| rest.starts_with(['=', ' ', '\t', '\n'])))
}
