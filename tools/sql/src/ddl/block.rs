//! Programs inside of statements: PostgreSQL's `DO` blocks, and text that is run as a statement.
//!
//! A block that only makes and changes things, perhaps unless they are there, is read as the statements in it. One that
//! loops, decides by other things or runs text is not followed, which is a gap when it may change the schema.

use std::ops::Range;

use sqlparser::tokenizer::Token as Lexeme;

use super::Reading;
use super::alter::AlterAction;
use super::change::SchemaChange;
use super::cursor::Cursor;
use crate::dialect::Dialect;
use crate::statement::{Statement, split_range};

const NOT_FOLLOWED: &str = "this block runs a program that may change the schema: it was not read";

/// Reads what follows `DO`.
pub(super) fn anonymous(cursor: &mut Cursor<'_>, reading: &mut Reading) {
    let start = cursor.rest();
    while let Some(token) = cursor.advance() {
        let body = match &token.lexeme {
            Lexeme::DollarQuotedString(body) => &body.value,
            Lexeme::SingleQuotedString(body) | Lexeme::EscapedStringLiteral(body) => body,
            _ => continue,
        };
        if !changes_schema(body) {
            continue;
        }
        let inside = match &token.lexeme {
            Lexeme::DollarQuotedString(body) => {
                let fence = body.tag.as_ref().map_or(0, String::len) + 2;
                let inner = token.bytes.start + fence..token.bytes.end.saturating_sub(fence);
                Block::read(&start, inner)
            }
            _ => None,
        };
        match inside {
            Some(inside) => {
                reading.changes.extend(inside.changes);
                reading.gaps.extend(inside.gaps);
            }
            None => reading.gaps.push(start.not_understood(NOT_FOLLOWED)),
        }
        return;
    }
}

/// `EXEC ('…')`, `sp_executesql @text`, `PREPARE s FROM @text`: a text that is run, which is not followed.
pub(super) fn text_run(cursor: &Cursor<'_>, reading: &mut Reading) {
    let mut rest = cursor.rest();
    let prepares = rest.is("prepare");
    rest.advance();
    let runs = match cursor.dialect() {
        Dialect::MsSql => {
            let name = rest.clone().qualified().map(|name| name.name.text.to_ascii_lowercase());
            rest.is_lexeme(&Lexeme::LParen) || name.is_some_and(|name| name == "sp_executesql")
        }
        Dialect::MySql | Dialect::MariaDb => prepares || rest.is("immediate"),
        _ => false,
    };
    if !runs {
        return;
    }
    let mut variable = false;
    while let Some(token) = rest.advance() {
        let text = match &token.lexeme {
            Lexeme::SingleQuotedString(text)
            | Lexeme::DoubleQuotedString(text)
            | Lexeme::NationalStringLiteral(text) => text,
            Lexeme::AtSign => {
                variable = true;
                continue;
            }
            Lexeme::Word(word) => {
                variable |= word.value.starts_with('@');
                continue;
            }
            _ => continue,
        };
        if changes_schema(text) {
            reading
                .gaps
                .push(cursor.not_understood("this runs a program that may change the schema: it was not read"));
            return;
        }
    }
    if variable {
        let reason = "this runs a program that is put together as it runs and may change the schema: it was not read";
        reading.gaps.push(cursor.not_understood(reason));
    }
}

/// Whether a program has words that change tables.
fn changes_schema(program: &str) -> bool {
    let is_ddl = |word: &str| ["create", "alter", "drop", "execute"].iter().any(|ddl| word.eq_ignore_ascii_case(ddl));
    program.split(|c: char| !c.is_alphanumeric() && c != '_').any(is_ddl)
}

/// What is known of a block while its statements are read.
#[derive(Default)]
struct Block {
    /// Between `DECLARE` and `BEGIN`.
    declares: bool,
    /// Behind `EXCEPTION`.
    handles: bool,
    /// Behind `IF … EXISTS (…) THEN`, or in a block that forgives what is there already.
    conditions: usize,
    reading: Reading,
}

impl Block {
    /// Reads a block; none when it cannot be followed.
    fn read(outside: &Cursor<'_>, inside: Range<usize>) -> Option<Reading> {
        let source = outside.source();
        let statements = split_range(source, inside, outside.dialect());
        let mut block = Self::default();
        for statement in &statements {
            block.statement(statement)?;
        }
        let mut reading = block.reading;
        // What fails because it is there already is forgiven or was asked for.
        let forgiving = block.handles;
        for change in &mut reading.changes {
            if forgiving {
                unless_there(change);
            }
        }
        Some(reading)
    }

    fn statement(&mut self, statement: &Statement) -> Option<()> {
        let tokens = statement.tokens();
        if !tokens.gaps.is_empty() {
            return None;
        }
        let mut cursor = Cursor::new(statement, &tokens.tokens);
        loop {
            if cursor.eat("declare") {
                self.declares = true;
            }
            if self.declares {
                if !cursor.is("begin") {
                    // A declaration.
                    return Some(());
                }
                self.declares = false;
            }
            if cursor.eat("begin") {
            } else if cursor.eat_any(&["if"]) {
                let asks = skip_to_then(&mut cursor)?;
                if !asks {
                    return None;
                }
                self.conditions += 1;
            } else if cursor.eat("exception") {
                self.handles = true;
            } else if self.handles && cursor.eat("when") {
                skip_to_then(&mut cursor)?;
            } else {
                break;
            }
        }
        let first = cursor.peek().and_then(|token| token.keyword()).unwrap_or_default().to_ascii_lowercase();
        match first.as_str() {
            "" => cursor.done().then_some(()),
            "end" => {
                if cursor.are(&["end", "if"]) {
                    self.conditions = self.conditions.saturating_sub(1);
                } else if cursor.is_any(&["end"]) && cursor.peek_at(1).is_some_and(|token| token.is("loop")) {
                    return None;
                }
                Some(())
            }
            "null" | "raise" | "perform" | "analyze" | "set" | "grant" | "revoke" | "insert" | "lock" => Some(()),
            "create" | "alter" | "drop" | "comment" | "truncate" | "update" | "delete" if !self.handles => {
                let from = cursor.peek()?.bytes.start;
                let inner = statement.part(from..statement.bytes().end);
                let read = inner.read();
                let conditional = self.conditions > 0;
                for mut change in read.changes {
                    if conditional {
                        unless_there(&mut change);
                    }
                    self.reading.changes.push(change);
                }
                self.reading.gaps.extend(read.gaps);
                Some(())
            }
            _ => None,
        }
    }
}

/// Passes a condition and its `THEN`. True when it asks whether something exists.
fn skip_to_then(cursor: &mut Cursor<'_>) -> Option<bool> {
    let mut asks = false;
    while !cursor.done() {
        if cursor.eat("then") {
            return Some(asks);
        }
        if cursor.is("case") {
            return None;
        }
        asks |= cursor.is("exists");
        cursor.skip_one();
    }
    None
}

/// Makes a change one that does nothing where what it makes is there, or what it takes away is not.
pub(crate) fn unless_there(change: &mut SchemaChange) {
    match change {
        SchemaChange::CreateTable(table) => table.if_not_exists = true,
        SchemaChange::CreateIndex(index) => index.if_not_exists = true,
        SchemaChange::Drop(drop) => drop.if_exists = true,
        SchemaChange::AlterTable(alter) => {
            alter.if_exists = true;
            for action in &mut alter.actions {
                match action {
                    AlterAction::AddColumn { if_not_exists, .. } => *if_not_exists = true,
                    AlterAction::AddConstraint(added) => added.if_not_exists = true,
                    _ => {}
                }
            }
        }
        _ => {}
    }
}
