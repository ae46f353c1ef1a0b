//! What `MODIFY` and `CHANGE` do to a column: the definition before against the one behind.

use architect_core::Confidence;

use super::kind::{self, Change};
use crate::ddl::{ColumnDefinition, ConstraintKind, Generation};
use crate::dialect::Dialect;
use crate::migration::narrowing::narrows;
use crate::migration::online::{Facts, Part};
use crate::schema::{Column, Table};
use crate::statement::Token;

/// A column that is defined anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redefined {
    /// Its type before, as shown.
    pub from: Option<String>,
    /// Its type from here on, as shown.
    pub to: String,
    /// Values that it could hold before have no place in it any more.
    pub narrows: bool,
    /// What the definition before said and this one does not: `NOT NULL`, `DEFAULT 3`.
    pub loses: Vec<String>,
    /// The definition before, as written.
    pub before: Option<String>,
    /// It allows nulls before and forbids them from here on.
    pub forbids_nulls: bool,
}

/// The parts that a new definition comes to.
pub(super) struct Judged {
    pub(super) parts: Vec<Part>,
    pub(super) redefined: Redefined,
    pub(super) confidence: Confidence,
    pub(super) note: Option<&'static str>,
}

/// Judges a new definition of a column. `tokens` are those of the action.
pub(super) fn judge(
    table: Option<&Table>,
    facts: &Facts,
    known: Option<&Column>,
    definition: &ColumnDefinition,
    tokens: &[&Token],
    dialect: Dialect,
) -> Judged {
    let to = definition.data_type.as_ref().map_or_else(String::new, crate::ddl::DataType::shown);
    let mut judged = Judged {
        parts: Vec::new(),
        redefined: Redefined {
            from: None,
            to,
            narrows: false,
            loses: Vec::new(),
            before: None,
            forbids_nulls: false,
        },
        confidence: Confidence::High,
        note: None,
    };
    let Some(known) = known else {
        judged.parts.push(Part::ChangeType);
        judged.confidence = Confidence::Low;
        judged.note = Some("the definition it has is not known from the input");
        return judged;
    };
    judged.redefined.from = known.data_type.as_ref().map(crate::ddl::DataType::shown);
    let home = table.filter(|table| table.source.name() == known.span.source());
    judged.redefined.before = home.map(|table| table.source.slice(known.span.bytes()).trim().to_owned());
    types(&mut judged, table, facts, known, definition, dialect);
    nulls(&mut judged, table, known, definition);
    let counted = |generation: Option<Generation>| generation == Some(Generation::Counted);
    if counted(definition.generation) && !counted(known.generation) {
        judged.parts.push(Part::CountColumn);
    }
    let computed =
        |generation: Option<Generation>| generation.filter(|generation| *generation != Generation::Counted);
    let formula = |of: &Option<crate::ddl::Expression>| of.as_ref().map(|of| of.normal.clone());
    match (computed(known.generation), computed(definition.generation)) {
        (None, None) => {}
        (before, after) if before != after => judged.parts.push(Part::ChangeType),
        (Some(Generation::Stored), _) if formula(&known.generated_as) != formula(&definition.generated_as) => {
            judged.parts.push(Part::ChangeType);
        }
        _ => {}
    }
    if moves(tokens, definition) {
        judged.parts.push(Part::MoveColumn);
    }
    let allows_nulls = judged.parts.contains(&Part::AllowNulls);
    lost(&mut judged.redefined, known, definition, tokens, allows_nulls);
    if judged.parts.is_empty() {
        judged.parts.push(Part::ChangeDefinition);
    }
    judged
}

fn types(
    judged: &mut Judged,
    table: Option<&Table>,
    facts: &Facts,
    known: &Column,
    definition: &ColumnDefinition,
    dialect: Dialect,
) {
    let (Some(from), Some(to)) = (&known.data_type, &definition.data_type) else {
        judged.parts.push(Part::ChangeType);
        judged.confidence = Confidence::Low;
        return;
    };
    let change = kind::change(
        &kind::Typed { data_type: from, collation: known.collation.as_deref(), table },
        &kind::Typed { data_type: to, collation: definition.collation.as_deref(), table },
        dialect,
        facts,
    );
    judged.redefined.narrows = narrows(from, to, dialect);
    let indexed = table.is_some_and(|table| {
        table.indexes.iter().any(|index| index.keys.iter().any(|key| key.column.as_deref() == Some(&known.key)))
    });
    let part = match change {
        Change::None => return,
        Change::Lengthened { sure } => {
            if !sure {
                judged.doubt();
            }
            Part::LengthenText
        }
        Change::Appended => Part::AppendValues,
        Change::Collation if indexed => Part::ChangeIndexedCollation,
        Change::Collation => Part::ChangeCollation,
        Change::Extended => Part::ExtendCharset,
        Change::Other { sure } => {
            if !sure {
                judged.doubt();
            }
            Part::ChangeType
        }
    };
    judged.parts.push(part);
}

impl Judged {
    fn doubt(&mut self) {
        self.confidence = Confidence::Medium;
        self.note = Some("the character set is not known from the input, and was taken for utf8mb4");
    }
}

fn nulls(judged: &mut Judged, table: Option<&Table>, known: &Column, definition: &ColumnDefinition) {
    let in_key = table
        .and_then(Table::primary_key)
        .is_some_and(|key| key.keys.iter().any(|key| key.column.as_deref() == Some(&known.key)));
    let primary = definition.constraints.iter().any(|added| matches!(added.kind, ConstraintKind::PrimaryKey { .. }));
    let not_null = definition.not_null || in_key || primary;
    match (known.not_null, not_null) {
        (false, true) => {
            judged.parts.push(Part::ForbidNulls);
            judged.redefined.forbids_nulls = true;
        }
        (true, false) => judged.parts.push(Part::AllowNulls),
        _ => {}
    }
}

/// Whether the action ends with `FIRST` or `AFTER column`.
pub(super) fn moves(tokens: &[&Token], definition: &ColumnDefinition) -> bool {
    let behind = |token: &&&Token| token.bytes.start >= definition.name.bytes.end;
    let rest: Vec<&&Token> = tokens.iter().filter(behind).collect();
    let last = rest.last().is_some_and(|token| token.is("first"));
    let after = rest.len() >= 2 && rest.get(rest.len() - 2).is_some_and(|token| token.is("after"));
    last || after
}

/// What the column was said to be, and is not any more because the new definition leaves it out.
fn lost(
    redefined: &mut Redefined,
    known: &Column,
    definition: &ColumnDefinition,
    tokens: &[&Token],
    allows_nulls: bool,
) {
    if known.generation == Some(Generation::Counted) && definition.generation.is_none() {
        redefined.loses.push("AUTO_INCREMENT".to_owned());
    }
    let written = |of: &Option<crate::ddl::Expression>| {
        of.as_ref().filter(|of| of.normal != "null").map(crate::ddl::Expression::shown)
    };
    if let (Some(default), None) = (written(&known.default), &definition.default) {
        redefined.loses.push(format!("DEFAULT {default}"));
    }
    if let (Some(value), None) = (&known.on_update, &definition.on_update) {
        redefined.loses.push(format!("ON UPDATE {}", value.shown()));
    }
    if let (Some(_), None) = (&known.comment, &definition.comment) {
        redefined.loses.push("COMMENT".to_owned());
    }
    // Forbidding nulls, and forgetting that they are forbidden, look alike: only beside something else is it told.
    let other_type = redefined.from.as_deref() != Some(redefined.to.as_str());
    if allows_nulls && other_type && !says_null(tokens) {
        redefined.loses.push("NOT NULL".to_owned());
    }
}

/// Whether the definition says `NULL` itself.
fn says_null(tokens: &[&Token]) -> bool {
    let pairs = tokens.iter().zip(tokens.iter().skip(1));
    pairs.into_iter().any(|(before, token)| token.is("null") && !before.is("not"))
}
