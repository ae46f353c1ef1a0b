//! Constraints of tables and columns.

use std::ops::Range;

use sqlparser::tokenizer::Token as Lexeme;

use super::cursor::{Cursor, Expression};
use super::index::{self, IndexClause, IndexFlavour, IndexKey};
use super::name::{Name, QualifiedName};
use crate::dialect::Dialect;

/// A constraint as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Constraint {
    /// What `CONSTRAINT` calls it.
    pub name: Option<Name>,
    /// What it demands.
    pub kind: ConstraintKind,
    /// `NOT VALID`, `WITH NOCHECK` or `NOT ENFORCED`: rows that are there were not checked.
    pub not_valid: bool,
    /// Written behind a column and not as an element of its own.
    pub inline: bool,
    /// Where it stands.
    pub bytes: Range<usize>,
}

/// What a constraint demands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConstraintKind {
    /// `PRIMARY KEY (…)`.
    PrimaryKey {
        /// Its columns.
        keys: Vec<IndexKey>,
        /// `INCLUDE (…)`.
        include: Vec<Name>,
        /// SQL Server: not `NONCLUSTERED`; PostgreSQL has no such thing.
        clustered: bool,
    },
    /// `UNIQUE (…)`.
    Unique {
        /// Its columns.
        keys: Vec<IndexKey>,
        /// `INCLUDE (…)`.
        include: Vec<Name>,
        /// `NULLS NOT DISTINCT`.
        nulls_not_distinct: bool,
        /// SQL Server's `CLUSTERED`.
        clustered: bool,
    },
    /// `FOREIGN KEY … REFERENCES …`.
    ForeignKey(ForeignKeyClause),
    /// `CHECK (…)`.
    Check(Expression),
    /// `EXCLUDE …`.
    Exclude,
    /// `NOT NULL column` as a constraint of its own (PostgreSQL 18).
    NotNull(Name),
    /// MySQL's `KEY …` and SQL Server's `INDEX …` inside of a table.
    Index(IndexClause),
    /// `PRIMARY KEY USING INDEX name` or `UNIQUE USING INDEX name`.
    UsingIndex {
        /// A primary key, not only unique.
        primary: bool,
        /// The index that becomes the constraint's.
        index: Name,
    },
}

/// A foreign key as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignKeyClause {
    /// The referencing columns.
    pub columns: Vec<Name>,
    /// The table referred to.
    pub parent: QualifiedName,
    /// The columns referred to; empty: its primary key.
    pub parent_columns: Vec<Name>,
    /// `ON DELETE …`.
    pub on_delete: Option<ReferentialAction>,
    /// `ON UPDATE …`.
    pub on_update: Option<ReferentialAction>,
    /// `MATCH FULL`: a row has either all columns null or none.
    pub match_full: bool,
}

/// What happens to the referencing rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReferentialAction {
    /// `CASCADE`
    Cascade,
    /// `SET NULL`
    SetNull,
    /// `SET DEFAULT`
    SetDefault,
    /// `RESTRICT`
    Restrict,
    /// `NO ACTION`
    NoAction,
}

/// Whether an element of a table begins as a constraint or an index and not as a column.
pub(super) fn begins(cursor: &Cursor<'_>) -> bool {
    let dialect = cursor.dialect();
    let next_is_list = |ahead| cursor.peek_at(ahead).is_some_and(|token| token.lexeme == Lexeme::LParen);
    if cursor.is_any(&["constraint", "check"]) || cursor.are(&["primary", "key"]) {
        return true;
    }
    // A column may be called so.
    if cursor.are(&["exclude", "using"]) || cursor.is("exclude") && next_is_list(1) {
        return true;
    }
    if cursor.are(&["foreign", "key"]) || cursor.is("unique") || cursor.are(&["not", "null"]) {
        return true;
    }
    if cursor.is_any(&["fulltext", "spatial"]) && dialect.is_mysql_family() {
        return true;
    }
    match dialect {
        Dialect::MySql | Dialect::MariaDb => cursor.is_any(&["key", "index"]),
        Dialect::MsSql => cursor.is("index"),
        _ => {
            cursor.is_any(&["key", "index"])
                && (next_is_list(1) || next_is_list(2))
                && !is_type_with_arguments(cursor)
        }
    }
}

/// `key varchar(10)` is a column; `key name (column)` is an index of another dialect. Columns are no numbers.
fn is_type_with_arguments(cursor: &Cursor<'_>) -> bool {
    let mut ahead = cursor.clone();
    ahead.advance();
    let _ = ahead.qualified();
    let arguments = ahead.parenthesised().map(|inner| inner.elements()).unwrap_or_default();
    let is_value = |argument: &Cursor<'_>| {
        let first = argument.peek().map(|token| &token.lexeme);
        matches!(first, Some(Lexeme::Number(..) | Lexeme::Minus | Lexeme::SingleQuotedString(_)))
    };
    arguments.iter().any(is_value)
}

/// Reads a constraint of a table. `None` when its kind is not known.
pub(super) fn read(cursor: &mut Cursor<'_>) -> Option<Constraint> {
    let start = cursor.peek()?.bytes.start;
    let mut name = None;
    if cursor.eat("constraint") && !is_kind(cursor) {
        name = cursor.name();
    }
    let kind = kind(cursor, &mut name)?;
    let not_valid = trailing(cursor);
    let end = cursor.previous().map_or(start, |token| token.bytes.end);
    Some(Constraint { name, kind, not_valid, inline: false, bytes: start..end })
}

fn is_kind(cursor: &Cursor<'_>) -> bool {
    cursor.are(&["primary", "key"])
        || cursor.are(&["foreign", "key"])
        || cursor.is("unique")
        || (cursor.is("check") && cursor.peek_at(1).is_some_and(|token| token.lexeme == Lexeme::LParen))
}

fn kind(cursor: &mut Cursor<'_>, name: &mut Option<Name>) -> Option<ConstraintKind> {
    if cursor.eat_all(&["primary", "key"]) {
        if cursor.eat_all(&["using", "index"]) {
            return Some(ConstraintKind::UsingIndex { primary: true, index: cursor.name()? });
        }
        let clustered = index::clustering(cursor).unwrap_or(true);
        // MySQL lets a primary key have a name, which it forgets, and a method.
        if !cursor.is_lexeme(&Lexeme::LParen) && !cursor.is("using") {
            let _ = cursor.name();
        }
        index::method(cursor);
        let keys = index::keys(cursor)?;
        let tail = index::tail(cursor);
        return Some(ConstraintKind::PrimaryKey { keys, include: tail.include, clustered });
    }
    if cursor.eat("unique") {
        if cursor.eat_all(&["using", "index"]) {
            return Some(ConstraintKind::UsingIndex { primary: false, index: cursor.name()? });
        }
        let mut nulls_not_distinct = nulls_distinct(cursor);
        let clustered = index::clustering(cursor) == Some(true);
        cursor.eat_any(&["key", "index"]);
        if !cursor.is_lexeme(&Lexeme::LParen) && !cursor.is("using") {
            let own = cursor.name();
            *name = name.take().or(own);
        }
        index::method(cursor);
        let keys = index::keys(cursor)?;
        let tail = index::tail(cursor);
        nulls_not_distinct |= tail.nulls_not_distinct;
        return Some(ConstraintKind::Unique { keys, include: tail.include, nulls_not_distinct, clustered });
    }
    if cursor.eat_all(&["foreign", "key"]) {
        cursor.if_not_exists();
        if !cursor.is_lexeme(&Lexeme::LParen) {
            let own = cursor.name();
            *name = name.take().or(own);
        }
        let columns = cursor.name_list()?;
        return Some(ConstraintKind::ForeignKey(references(cursor, columns)?));
    }
    if cursor.eat("check") {
        let start = cursor.place();
        cursor.parenthesised()?;
        return Some(ConstraintKind::Check(cursor.since(start)));
    }
    if cursor.eat("exclude") {
        while !cursor.done() {
            cursor.skip_one();
        }
        return Some(ConstraintKind::Exclude);
    }
    if cursor.eat_all(&["not", "null"]) {
        return Some(ConstraintKind::NotNull(cursor.name()?));
    }
    let flavour = if cursor.eat("fulltext") {
        IndexFlavour::FullText
    } else if cursor.eat("spatial") {
        IndexFlavour::Spatial
    } else {
        IndexFlavour::Plain
    };
    let start = cursor.place();
    if cursor.eat_any(&["key", "index"]) || flavour != IndexFlavour::Plain {
        cursor.if_not_exists();
        let mut clause = index::inside_table(cursor, flavour, None)?;
        clause.bytes.start = cursor.since(start).bytes.start;
        return Some(ConstraintKind::Index(clause));
    }
    None
}

/// `NULLS [NOT] DISTINCT`: true for `NOT`.
pub(super) fn nulls_distinct(cursor: &mut Cursor<'_>) -> bool {
    if cursor.eat_all(&["nulls", "not", "distinct"]) {
        return true;
    }
    cursor.eat_all(&["nulls", "distinct"]);
    false
}

/// `REFERENCES parent [(…)] [MATCH …] [ON DELETE …] [ON UPDATE …]`.
pub(super) fn references(cursor: &mut Cursor<'_>, columns: Vec<Name>) -> Option<ForeignKeyClause> {
    if !cursor.eat("references") {
        return None;
    }
    let parent = cursor.qualified()?;
    let parent_columns = cursor.name_list().unwrap_or_default();
    let mut clause =
        ForeignKeyClause { columns, parent, parent_columns, on_delete: None, on_update: None, match_full: false };
    loop {
        if cursor.eat("match") {
            clause.match_full = cursor.is("full");
            cursor.advance();
        } else if cursor.eat_all(&["on", "delete"]) {
            clause.on_delete = action(cursor);
        } else if cursor.are(&["on", "update"]) && is_action(cursor, 2) {
            cursor.eat_all(&["on", "update"]);
            clause.on_update = action(cursor);
        } else {
            return Some(clause);
        }
    }
}

fn is_action(cursor: &Cursor<'_>, ahead: usize) -> bool {
    cursor
        .peek_at(ahead)
        .is_some_and(|token| ["cascade", "restrict", "set", "no"].iter().any(|keyword| token.is(keyword)))
}

fn action(cursor: &mut Cursor<'_>) -> Option<ReferentialAction> {
    if cursor.eat("cascade") {
        Some(ReferentialAction::Cascade)
    } else if cursor.eat("restrict") {
        Some(ReferentialAction::Restrict)
    } else if cursor.eat_all(&["no", "action"]) {
        Some(ReferentialAction::NoAction)
    } else if cursor.eat_all(&["set", "null"]) {
        // PostgreSQL can name the columns to be set.
        let _ = cursor.name_list();
        Some(ReferentialAction::SetNull)
    } else if cursor.eat_all(&["set", "default"]) {
        let _ = cursor.name_list();
        Some(ReferentialAction::SetDefault)
    } else {
        None
    }
}

/// Passes what may follow any constraint; true when rows that are there were not checked.
pub(super) fn trailing(cursor: &mut Cursor<'_>) -> bool {
    let mut not_valid = false;
    loop {
        if cursor.eat_all(&["not", "valid"]) || cursor.eat_all(&["not", "enforced"]) {
            not_valid = true;
        } else if cursor.eat("enforced")
            || cursor.eat_all(&["not", "deferrable"])
            || cursor.eat("deferrable")
            || cursor.eat_all(&["initially", "deferred"])
            || cursor.eat_all(&["initially", "immediate"])
            || cursor.eat_all(&["no", "inherit"])
            || cursor.eat_all(&["not", "for", "replication"])
        {
        } else if cursor.eat_all(&["on", "conflict"]) {
            cursor.advance();
        } else {
            return not_valid;
        }
    }
}
