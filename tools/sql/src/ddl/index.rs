//! Indexes: their keys and everything else that makes one different from another.

use std::ops::Range;

use sqlparser::tokenizer::Token as Lexeme;

use super::constraint::nulls_distinct;
use super::cursor::{Cursor, Expression};
use super::name::Name;
use crate::dialect::Dialect;

/// An index as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexClause {
    /// Its name; the server makes one where there is none.
    pub name: Option<Name>,
    /// `UNIQUE`.
    pub unique: bool,
    /// Ordinary, or of a kind of its own.
    pub flavour: IndexFlavour,
    /// `USING …`, in lower case.
    pub method: Option<String>,
    /// Its keys in order.
    pub keys: Vec<IndexKey>,
    /// `INCLUDE (…)`.
    pub include: Vec<Name>,
    /// `WHERE …`.
    pub predicate: Option<Expression>,
    /// `NULLS NOT DISTINCT`.
    pub nulls_not_distinct: bool,
    /// Where it stands.
    pub bytes: Range<usize>,
}

/// Ordinary indexes, and those that neither order rows nor find a key by its beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexFlavour {
    /// Ordinary.
    Plain,
    /// SQL Server's `CLUSTERED`.
    Clustered,
    /// SQL Server's `CLUSTERED COLUMNSTORE`, which has no keys.
    ClusteredColumnstore,
    /// `FULLTEXT`
    FullText,
    /// `SPATIAL`
    Spatial,
    /// SQL Server's `COLUMNSTORE` and `XML`.
    Other,
}

/// One key of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexKey {
    /// The column, when the key is one.
    pub column: Option<Name>,
    /// The expression, when it is none; empty otherwise.
    pub expression: Expression,
    /// MySQL: only so many characters of the column.
    pub prefix: Option<u32>,
    /// `COLLATE …`
    pub collation: Option<String>,
    /// PostgreSQL's operator class.
    pub operator_class: Option<String>,
    /// `DESC`
    pub descending: bool,
    /// `NULLS FIRST` or `LAST`, where said.
    pub nulls_first: Option<bool>,
    /// Where it stands.
    pub bytes: Range<usize>,
}

/// What may follow the keys.
#[derive(Default)]
pub(super) struct Tail {
    pub(super) include: Vec<Name>,
    pub(super) predicate: Option<Expression>,
    pub(super) nulls_not_distinct: bool,
    pub(super) method: Option<String>,
}

/// `CLUSTERED` (true) or `NONCLUSTERED` (false), where said; `HASH` of a table in memory is passed.
pub(super) fn clustering(cursor: &mut Cursor<'_>) -> Option<bool> {
    let clustered = if cursor.eat("clustered") {
        Some(true)
    } else if cursor.eat("nonclustered") {
        Some(false)
    } else {
        None
    };
    if cursor.dialect() == Dialect::MsSql && (clustered.is_some() || cursor.are(&["hash"])) {
        cursor.eat("hash");
    }
    clustered
}

/// `USING method`.
pub(super) fn method(cursor: &mut Cursor<'_>) -> Option<String> {
    if !cursor.eat("using") {
        return None;
    }
    cursor.name().map(|name| name.text.to_lowercase())
}

/// The keys in parentheses. `None` when there are no parentheses.
pub(super) fn keys(cursor: &mut Cursor<'_>) -> Option<Vec<IndexKey>> {
    let inner = cursor.parenthesised()?;
    Some(inner.elements().into_iter().map(|mut element| key(&mut element)).collect())
}

fn key(cursor: &mut Cursor<'_>) -> IndexKey {
    let bytes = cursor.bytes();
    let mut key = IndexKey {
        column: None,
        expression: Expression::default(),
        prefix: None,
        collation: None,
        operator_class: None,
        descending: false,
        nulls_first: None,
        bytes,
    };
    let start = cursor.place();
    let is_list = |ahead: usize| cursor.peek_at(ahead).is_some_and(|token| token.lexeme == Lexeme::LParen);
    if !is_list(0) && (!is_list(1) || cursor.dialect().is_mysql_family()) {
        key.column = cursor.name();
    }
    if key.column.is_some() && cursor.dialect().is_mysql_family() && cursor.is_lexeme(&Lexeme::LParen) {
        let length = cursor.parenthesised().map(|inner| inner.rest_text().trim().to_owned()).unwrap_or_default();
        match length.parse() {
            Ok(length) => key.prefix = Some(length),
            // `lower(email)` without the parentheses that MySQL wants: an expression all the same.
            Err(_) => key.column = None,
        }
    }
    let option = |cursor: &Cursor<'_>| cursor.is_any(&["collate", "asc", "desc", "nulls"]);
    if key.column.is_none() {
        if cursor.place() == start {
            // PostgreSQL: a function or a parenthesised expression, then perhaps an operator class.
            cursor.skip_one();
            while !cursor.done() && !option(cursor) && !is_operator_class(cursor) {
                cursor.skip_one();
            }
        }
        key.expression = cursor.since(start);
    } else if !cursor.done() && !option(cursor) && !is_operator_class(cursor) {
        // SQLite: `a + b` is a key.
        cursor.expression(|cursor| option(cursor));
        key.column = None;
        key.expression = cursor.since(start);
    }
    while !cursor.done() {
        if cursor.eat("collate") {
            key.collation = cursor.qualified().map(|name| name.name.text);
        } else if cursor.eat("desc") {
            key.descending = true;
        } else if cursor.eat_all(&["nulls", "first"]) {
            key.nulls_first = Some(true);
        } else if cursor.eat_all(&["nulls", "last"]) {
            key.nulls_first = Some(false);
        } else if is_operator_class(cursor) && !cursor.is("asc") {
            let place = cursor.place();
            let _ = cursor.qualified();
            let _ = cursor.parenthesised();
            key.operator_class = Some(cursor.since(place).normal);
        } else {
            cursor.skip_one();
        }
    }
    // `column ASC` and `NULLS LAST` say what holds anyway.
    if key.nulls_first == Some(key.descending) {
        key.nulls_first = None;
    }
    key
}

/// A word that follows a key directly: `text_pattern_ops`, `public.gin_trgm_ops`.
fn is_operator_class(cursor: &Cursor<'_>) -> bool {
    cursor.dialect() == Dialect::PostgreSql
        && cursor.peek().is_some_and(|token| matches!(&token.lexeme, Lexeme::Word(_)))
        && !cursor.is_any(&["collate", "asc", "desc", "nulls", "and", "or", "is", "not", "at"])
        && cursor.previous().is_some_and(|token| matches!(&token.lexeme, Lexeme::Word(_) | Lexeme::RParen))
}

/// What may follow the keys: `INCLUDE`, `NULLS NOT DISTINCT`, `WITH`, `TABLESPACE`, `WHERE`, `COMMENT`, `USING`.
pub(super) fn tail(cursor: &mut Cursor<'_>) -> Tail {
    let mut tail = Tail::default();
    loop {
        if cursor.eat("include") {
            tail.include = cursor.name_list().unwrap_or_default();
        } else if cursor.are(&["nulls"]) {
            tail.nulls_not_distinct |= nulls_distinct(cursor);
            if cursor.is("nulls") {
                return tail;
            }
        } else if cursor.is("using") && !cursor.are(&["using", "index"]) {
            tail.method = method(cursor);
        } else if cursor.eat_all(&["using", "index", "tablespace"]) || cursor.eat("tablespace") {
            let _ = cursor.name();
        } else if cursor.is("with") && cursor.peek_at(1).is_some_and(|token| token.lexeme == Lexeme::LParen) {
            cursor.advance();
            cursor.skip_one();
        } else if cursor.eat("where") {
            tail.predicate =
                Some(cursor.expression(|cursor| cursor.are(&["with"]) && cursor.dialect() == Dialect::MsSql));
        } else if cursor.eat_any(&["comment", "key_block_size", "engine_attribute"]) {
            cursor.eat_lexeme(&Lexeme::Eq);
            cursor.advance();
        } else if cursor.eat_any(&["visible", "invisible", "ignored"]) || cursor.eat_all(&["not", "ignored"]) {
        } else if cursor.eat_all(&["with", "parser"]) {
            let _ = cursor.name();
        } else if cursor.dialect() == Dialect::MsSql && cursor.is("on") && !cursor.are(&["on", "delete"]) {
            // A filegroup or a partition scheme.
            cursor.advance();
            let _ = cursor.name();
            let _ = cursor.parenthesised();
        } else {
            return tail;
        }
    }
}

/// The rest of `KEY [name] [USING …] (…)` inside of a table. `own` is the column that it stands behind, if it does.
pub(super) fn inside_table(
    cursor: &mut Cursor<'_>,
    flavour: IndexFlavour,
    own: Option<Vec<IndexKey>>,
) -> Option<IndexClause> {
    if flavour != IndexFlavour::Plain {
        cursor.eat_any(&["key", "index"]);
    }
    let start = cursor.peek()?.bytes.start;
    let name = if cursor.is_lexeme(&Lexeme::LParen) || cursor.is("using") { None } else { cursor.name() };
    let unique = cursor.eat("unique");
    let clustered = clustering(cursor) == Some(true);
    let flavour = match (clustered, cursor.eat("columnstore")) {
        (true, true) => IndexFlavour::ClusteredColumnstore,
        (true, false) => IndexFlavour::Clustered,
        (false, true) => IndexFlavour::Other,
        (false, false) => flavour,
    };
    let before = method(cursor);
    // A clustered columnstore holds every column and names none; an index behind a column is on that column.
    let keys = match (keys(cursor), own) {
        (Some(keys), _) => keys,
        (None, Some(own)) => own,
        (None, None) if flavour == IndexFlavour::ClusteredColumnstore => Vec::new(),
        (None, None) => return None,
    };
    let tail = tail(cursor);
    let end = cursor.previous().map_or(start, |token| token.bytes.end);
    Some(IndexClause {
        name,
        unique,
        flavour,
        method: before.or(tail.method),
        keys,
        include: tail.include,
        predicate: tail.predicate,
        nulls_not_distinct: tail.nulls_not_distinct,
        bytes: start..end,
    })
}
