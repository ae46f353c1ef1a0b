//! `DROP`, `TRUNCATE`, `DELETE` and `UPDATE`.

use sqlparser::tokenizer::Token as Lexeme;

use super::Reading;
use super::change::{DataChange, Drop, ObjectKind, SchemaChange};
use super::create::object_kind;
use super::cursor::Cursor;
use crate::statement::Token;

/// Reads what follows `DROP`.
pub(super) fn drop(cursor: &mut Cursor<'_>, reading: &mut Reading) {
    let kind = object_kind(cursor);
    if kind == ObjectKind::Other {
        return;
    }
    let concurrently = super::create::concurrently(cursor);
    let if_exists = cursor.if_exists();
    let mut dropped = Drop {
        kind,
        names: Vec::new(),
        on_table: None,
        if_exists,
        cascade: false,
        concurrently,
        bytes: cursor.statement_bytes(),
    };
    for mut element in cursor.rest().elements() {
        let Some(name) = element.qualified() else { continue };
        // A routine's arguments.
        let _ = element.parenthesised();
        if element.eat("on") {
            dropped.on_table = element.qualified();
        }
        dropped.names.push(name);
        while !element.done() {
            dropped.cascade |= element.is("cascade");
            element.skip_one();
        }
    }
    if dropped.names.is_empty() {
        reading.gaps.push(cursor.not_understood("what is dropped here was not understood"));
        return;
    }
    // SQL Server's old form: `DROP INDEX orders.by_customer`.
    if kind == ObjectKind::Index && cursor.dialect() == crate::Dialect::MsSql && dropped.on_table.is_none() {
        dropped.on_table = dropped
            .names
            .first()
            .and_then(|name| name.schema.clone())
            .map(|name| super::QualifiedName { schema: None, name });
    }
    reading.changes.push(SchemaChange::Drop(dropped));
}

/// Reads what follows `TRUNCATE`.
pub(super) fn truncate(cursor: &mut Cursor<'_>, reading: &mut Reading) {
    cursor.eat("table");
    let mut tables = Vec::new();
    let mut cascade = false;
    let mut partial = false;
    for mut element in cursor.rest().elements() {
        element.eat("only");
        tables.extend(element.qualified());
        while !element.done() {
            cascade |= element.is("cascade");
            partial |= element.is("partitions");
            element.advance();
        }
    }
    if !tables.is_empty() {
        reading.changes.push(SchemaChange::Truncate { tables, cascade, partial, bytes: cursor.statement_bytes() });
    }
}

/// A `DELETE` or `UPDATE` that is being read, and the depth of parentheses it stands at.
struct Open {
    deletes: bool,
    depth: usize,
    change: DataChange,
}

/// Finds every `DELETE` and `UPDATE` of a statement, also inside of a `WITH`. A `WHERE` belongs to the one at its own
/// depth.
pub(super) fn rows(cursor: &mut Cursor<'_>, reading: &mut Reading) {
    let bytes = cursor.statement_bytes();
    let transact = cursor.dialect() == crate::Dialect::MsSql;
    let mut open: Vec<Open> = Vec::new();
    let mut depth = 0_usize;
    while let Some(token) = cursor.peek() {
        match &token.lexeme {
            Lexeme::LParen => depth += 1,
            Lexeme::RParen => {
                while open.last().is_some_and(|last| last.depth >= depth && depth > 0) {
                    reading.changes.extend(open.pop().map(close));
                }
                depth = depth.saturating_sub(1);
            }
            _ => {}
        }
        let begins = cursor.previous().is_none_or(|before| {
            matches!(before.lexeme, Lexeme::LParen | Lexeme::RParen)
                || before.is("then") && !is_of_merge(cursor)
                || before.is("begin")
        });
        // Transact-SQL takes the rows from a `FROM` or the first so many.
        let joins = transact && (token.is("from") || token.is("join"));
        if token.is("where") || joins {
            if let Some(last) = open.last_mut().filter(|last| last.depth == depth) {
                last.change.has_where = true;
            }
            cursor.advance();
        } else if begins && (token.is("delete") || token.is("update")) {
            cursor.advance();
            let deletes = token.is("delete");
            let limited = transact && cursor.is("top");
            if cursor.eat("top") {
                let _ = cursor.parenthesised();
            }
            cursor.eat_any(&["low_priority", "quick", "ignore"]);
            cursor.eat("from");
            cursor.eat("only");
            let table = cursor.qualified();
            open.push(Open {
                deletes,
                depth,
                change: DataChange { table, has_where: limited, bytes: bytes.clone() },
            });
        } else {
            cursor.advance();
        }
    }
    while let Some(last) = open.pop() {
        reading.changes.push(close(last));
    }
}

/// Whether the `UPDATE` or `DELETE` behind a `THEN` says what `MERGE` does with a row, and so names no table.
fn is_of_merge(cursor: &Cursor<'_>) -> bool {
    let named = |token: &Token| {
        let other = ["set", "when", "returning", "output"].iter().any(|keyword| token.is(keyword));
        matches!(token.lexeme, Lexeme::Word(_)) && !other
    };
    !cursor.peek_at(1).is_some_and(named)
}

fn close(open: Open) -> SchemaChange {
    if open.deletes { SchemaChange::Delete(open.change) } else { SchemaChange::Update(open.change) }
}
