//! `INSERT INTO one … SELECT … FROM other`: which column gets what.

use std::collections::BTreeSet;
use std::ops::Range;

use sqlparser::tokenizer::Token as Lexeme;

use super::object::name_of;
use super::session::begins_with;
use crate::statement::{LONGEST_STATEMENT, Statement, Token};

/// What a column of the new table is filled with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// A column as it is.
    Column(String),
    /// `*`: all columns, in their order.
    All,
    /// Anything else.
    Other,
}

/// Rows copied from one table to another. Names are in lower case.
#[derive(Debug, Clone)]
pub(super) struct Copy {
    /// The table that gets the rows.
    pub(super) into: String,
    /// Its columns, where they are listed.
    pub(super) columns: Option<Vec<String>>,
    /// What they are filled with, in the same order.
    pub(super) values: Vec<Value>,
    /// The table that they come from.
    pub(super) from: String,
    /// Not all rows: a `WHERE`, `GROUP BY`, `LIMIT`, `DISTINCT`, or another table joined.
    pub(super) chooses: bool,
    /// `OR IGNORE`: rows that do not fit are left out without a word.
    pub(super) ignores: bool,
    /// Every name behind `SELECT`.
    pub(super) named: BTreeSet<String>,
    /// Where it stands.
    pub(super) bytes: Range<usize>,
}

/// Reads such a statement; also `CREATE TABLE one AS SELECT … FROM other`.
pub(super) fn copy(statement: &Statement) -> Option<Copy> {
    let inserts = begins_with(statement, "insert") || begins_with(statement, "replace");
    if !inserts && !begins_with(statement, "create") {
        return None;
    }
    // Rows that are written out are no copy, and may be many.
    let select = statement.text().get(..HEAD.min(statement.text().len())).is_none_or(has_select);
    if !select || statement.bytes().len() > LONGEST_STATEMENT {
        return None;
    }
    let tokens = statement.tokens_with_rows().tokens;
    let start = if inserts {
        tokens.iter().position(|token| token.is("into"))? + 1
    } else {
        tokens.iter().take(3).position(|token| token.is("table"))? + 1
    };
    let mut at = start;
    if !inserts && tokens.get(at).is_some_and(|token| token.is("if")) {
        at += 3;
    }
    let (into, next) = qualified(&tokens, at)?;
    at = next;
    let mut columns = None;
    if inserts && tokens.get(at).is_some_and(|token| token.lexeme == Lexeme::LParen) {
        let end = closing(&tokens, at)?;
        columns = Some(tokens.get(at + 1..end)?.iter().filter_map(name_of).collect());
        at = end + 1;
    }
    if !inserts {
        let is_as = tokens.get(at).is_some_and(|token| token.is("as"));
        at += usize::from(is_as);
    }
    if !tokens.get(at).is_some_and(|token| token.is("select")) {
        return None;
    }
    let rest = tokens.get(at + 1..)?;
    let from = at_depth_zero(rest, "from")?;
    let mut chooses = rest.first().is_some_and(|token| token.is("distinct"));
    let list = rest.get(usize::from(chooses)..from)?;
    let (source, behind) = qualified(rest, from + 1)?;
    let behind = rest.get(behind..)?;
    // An alias, and then nothing: all rows.
    let alias = behind
        .iter()
        .take_while(|token| {
            token.keyword().is_none_or(|word| !CLAUSES.contains(&word.to_ascii_lowercase().as_str()))
                && token.lexeme != Lexeme::Comma
        })
        .count();
    let ordered =
        behind.get(alias).is_some_and(|token| token.is("order")) && !behind.iter().any(|token| token.is("limit"));
    chooses |= alias < behind.len() && !ordered;
    let values = elements(list).into_iter().map(value).collect();
    Some(Copy {
        into,
        columns,
        values,
        from: source,
        chooses,
        ignores: tokens.get(1).is_some_and(|token| token.is("or"))
            && tokens.get(2).is_some_and(|token| token.is("ignore")),
        named: rest.iter().filter_map(name_of).collect(),
        bytes: statement.bytes(),
    })
}

/// Where the word that begins a query is looked for: behind a list of columns.
const HEAD: usize = 16 * 1024;

/// The words that choose among rows.
const CLAUSES: &[&str] = &[
    "where",
    "group",
    "having",
    "limit",
    "join",
    "inner",
    "left",
    "cross",
    "natural",
    "union",
    "except",
    "intersect",
    "order",
    "on",
    "window",
];

fn has_select(text: &str) -> bool {
    text.as_bytes().windows(6).any(|word| word.eq_ignore_ascii_case(b"select"))
}

/// The own name of a table, and the place behind it.
fn qualified(tokens: &[Token], at: usize) -> Option<(String, usize)> {
    let name = table_name(tokens.get(at)?)?;
    if tokens.get(at + 1).is_some_and(|token| token.lexeme == Lexeme::Period) {
        return Some((table_name(tokens.get(at + 2)?)?, at + 3));
    }
    Some((name, at + 1))
}

/// SQLite takes a text for a name where a table is due.
fn table_name(token: &Token) -> Option<String> {
    match &token.lexeme {
        Lexeme::SingleQuotedString(text) => Some(text.to_lowercase()),
        _ => name_of(token),
    }
}

fn closing(tokens: &[Token], open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match token.lexeme {
            Lexeme::LParen => depth += 1,
            Lexeme::RParen => depth = depth.checked_sub(1)?,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

fn at_depth_zero(tokens: &[Token], word: &str) -> Option<usize> {
    let mut depth = 0_usize;
    tokens.iter().position(|token| {
        match token.lexeme {
            Lexeme::LParen => depth += 1,
            Lexeme::RParen => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && token.is(word)
    })
}

/// The list between its commas.
fn elements(tokens: &[Token]) -> Vec<&[Token]> {
    let mut depth = 0_usize;
    tokens
        .split(|token| {
            match token.lexeme {
                Lexeme::LParen => depth += 1,
                Lexeme::RParen => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth == 0 && token.lexeme == Lexeme::Comma
        })
        .collect()
}

fn value(tokens: &[Token]) -> Value {
    match tokens {
        [only] if only.lexeme == Lexeme::Mul => Value::All,
        [only] => name_of(only).map_or(Value::Other, Value::Column),
        [_, period, only] if period.lexeme == Lexeme::Period => {
            if only.lexeme == Lexeme::Mul {
                Value::All
            } else {
                name_of(only).map_or(Value::Other, Value::Column)
            }
        }
        // `column AS other`
        [only, word, _] if word.is("as") => name_of(only).map_or(Value::Other, Value::Column),
        _ => Value::Other,
    }
}
