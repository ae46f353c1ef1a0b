//! Types of columns as written, and what they come to.

use std::ops::Range;

use sqlparser::tokenizer::Token as Lexeme;

use super::cursor::Cursor;
use crate::dialect::Dialect;

/// A type as written.
#[expect(clippy::struct_excessive_bools, reason = "each is a word of the type")]
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DataType {
    /// The words of the name in lower case, one space apart, without schema: `character varying`, `timestamptz`.
    pub name: String,
    /// The arguments as written: `255`; `10`, `2`; `'open'`, `'paid'`.
    pub arguments: Vec<String>,
    /// `with time zone` was said.
    pub with_time_zone: bool,
    /// An array of it.
    pub array: bool,
    /// MySQL's `unsigned`.
    pub unsigned: bool,
    /// MySQL's `zerofill`.
    pub zerofill: bool,
    /// Character set, in lower case.
    pub charset: Option<String>,
    /// Where it stands.
    pub bytes: Range<usize>,
}

/// Words behind a column's name that begin an option, and so end the type.
const OPTIONS: &[&str] = &[
    "constraint",
    "not",
    "null",
    "default",
    "primary",
    "unique",
    "check",
    "references",
    "collate",
    "generated",
    "as",
    "auto_increment",
    "autoincrement",
    "identity",
    "comment",
    "on",
    "key",
    "foreign",
    "storage",
    "compression",
    "sparse",
    "rowguidcol",
    "invisible",
    "visible",
    "virtual",
    "stored",
    "persisted",
    "persistent",
    "column_format",
    "srid",
    "masked",
    "encrypted",
    "filestream",
    "using",
    "first",
    "after",
    "options",
    "deferrable",
    "initially",
    "exclude",
    "with",
    "hidden",
    "charset",
    "engine_attribute",
    "before",
    "encode",
    "comment",
    "no",
];

impl DataType {
    /// Reads a type. `None`, and no step, where an option or the end stands in its place, as SQLite allows.
    pub(super) fn read(cursor: &mut Cursor<'_>) -> Option<Self> {
        let first = cursor.peek()?;
        let start = first.bytes.start;
        let mut read = Self::default();
        let is_option = |cursor: &Cursor<'_>| cursor.is_any(OPTIONS);
        if is_option(cursor) {
            return None;
        }
        read.name = cursor.qualified()?.name.text.to_lowercase();
        loop {
            if cursor.is_lexeme(&Lexeme::LParen) {
                let Some(inner) = cursor.parenthesised() else { break };
                read.arguments =
                    inner.elements().iter().map(|element| element.rest_text().trim().to_owned()).collect();
            } else if cursor.is_lexeme(&Lexeme::LBracket) {
                while cursor.advance().is_some_and(|token| token.lexeme != Lexeme::RBracket) {}
                read.array = true;
            } else if cursor.eat("array") {
                read.array = true;
            } else if cursor.eat_all(&["with", "time", "zone"]) || cursor.eat_all(&["with", "local", "time", "zone"])
            {
                read.with_time_zone = true;
            } else if cursor.eat_all(&["without", "time", "zone"]) || cursor.eat("signed") {
            } else if cursor.eat("zerofill") {
                read.zerofill = true;
            } else if cursor.eat("unsigned") {
                read.unsigned = true;
            } else if cursor.eat_all(&["character", "set"]) || cursor.eat("charset") {
                cursor.eat_lexeme(&Lexeme::Eq);
                read.charset = cursor.name().map(|name| name.text.to_lowercase());
            } else if cursor.are(&["binary"]) && read.name != "long" && !read.arguments.is_empty() {
                cursor.advance();
            } else if is_option(cursor) || (cursor.dialect() == Dialect::MsSql && cursor.is("index")) {
                break;
            } else if let Some(word) = cursor.peek().and_then(|token| token.keyword()) {
                read.name.push(' ');
                read.name.push_str(&word.to_lowercase());
                cursor.advance();
            } else {
                break;
            }
        }
        let end = cursor.previous().map_or(start, |token| token.bytes.end);
        read.bytes = start..end;
        if read.name == "unsigned" || read.name.starts_with("unsigned ") {
            read.unsigned = true;
        }
        Some(read)
    }

    /// As a person writes it: `varchar(255)`, `bigint unsigned`.
    pub fn shown(&self) -> String {
        let mut text = self.name.clone();
        if !self.arguments.is_empty() {
            text.push('(');
            text.push_str(&self.arguments.join(","));
            text.push(')');
        }
        if self.unsigned && !text.starts_with("unsigned") {
            text.push_str(" unsigned");
        }
        if self.with_time_zone {
            text.push_str(" with time zone");
        }
        if self.array {
            text.push_str("[]");
        }
        text
    }
}
