//! Tokens of one statement, with their exact byte ranges.
//!
//! Quotes, comments and placeholders are found by the [scanner](super::scan), in the same way as when the text was
//! split; what stands between them goes through sqlparser's tokenizer, whose lines and columns are turned into bytes.
//! White space and comments are dropped. Linear in the statement.

use std::ops::Range;

use architect_core::{Gap, Source};
use sqlparser::ast::DollarQuotedString;
use sqlparser::dialect::{MsSqlDialect, MySqlDialect, PostgreSqlDialect, SQLiteDialect};
use sqlparser::tokenizer::{Location, Token as Lexeme, TokenWithSpan, Tokenizer};

use super::scan::{Piece, Scanner};
use crate::dialect::Dialect;

/// A token and the bytes of the source that it stands for.
#[derive(Debug, Clone, PartialEq)]
pub struct Token {
    /// What it is. A template's placeholder is an unquoted word with the placeholder's text.
    pub lexeme: Lexeme,
    /// Byte range in the source.
    pub bytes: Range<usize>,
}

impl Token {
    /// Whether it is this keyword, in any case and without quotes.
    pub fn is(&self, keyword: &str) -> bool {
        self.keyword().is_some_and(|word| word.eq_ignore_ascii_case(keyword))
    }

    /// The text of an unquoted word.
    pub fn keyword(&self) -> Option<&str> {
        match &self.lexeme {
            Lexeme::Word(word) if word.quote_style.is_none() => Some(&word.value),
            _ => None,
        }
    }
}

/// The tokens of a statement, and what of it could not be read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tokens {
    /// The tokens in order.
    pub tokens: Vec<Token>,
    /// Where reading ended early, and why.
    pub gaps: Vec<Gap>,
}

/// Statements are read up to this many bytes: no table is longer, and tokens are some eighty times as large as the
/// shortest text they come from.
pub const LONGEST_STATEMENT: usize = 1024 * 1024;

/// Of a statement that carries rows, this much is looked at: the table's name and its columns.
const LONGEST_HEAD: usize = 4096;

pub(super) fn tokens(source: &Source, bytes: Range<usize>, dialect: Dialect, rows: bool) -> Tokens {
    let mut reading = Reading { source, dialect, read: Tokens::default(), buffer: Vec::new() };
    if bytes.len() > LONGEST_STATEMENT && !rows {
        let reason = format!(
            "a statement of {} bytes was not read: statements are read up to {LONGEST_STATEMENT} bytes",
            bytes.len()
        );
        reading.read.gaps.push(Gap::at(source.span(bytes.start..bytes.start + 1), reason));
        return reading.read;
    }
    let mut end = if rows { bytes.end.min(bytes.start + LONGEST_HEAD) } else { bytes.end };
    while !source.text().is_char_boundary(end) {
        end -= 1;
    }
    let mut scanner = Scanner::new(source.text(), bytes.start..end, dialect);
    let mut code: Option<Range<usize>> = None;
    while let Some((piece, range)) = scanner.next() {
        match piece {
            Piece::Word if rows && is_rows_word(source.slice(range.clone())) => break,
            Piece::Word | Piece::Symbol(_) | Piece::Terminator => {
                code = Some(code.map_or(range.start, |code| code.start)..range.end);
                continue;
            }
            _ => {}
        }
        if let Some(code) = code.take() {
            reading.plain(code);
        }
        match piece {
            Piece::Quoted { closed: true } => reading.quoted(range),
            Piece::Placeholder => reading.placeholder(range),
            _ => {}
        }
    }
    if let Some(code) = code.take() {
        reading.plain(code);
    }
    reading.read
}

fn is_rows_word(word: &str) -> bool {
    ["values", "value", "select"].iter().any(|keyword| word.eq_ignore_ascii_case(keyword))
}

struct Reading<'s> {
    source: &'s Source,
    dialect: Dialect,
    read: Tokens,
    buffer: Vec<TokenWithSpan>,
}

impl Reading<'_> {
    /// Code without quotes, comments and placeholders.
    fn plain(&mut self, range: Range<usize>) {
        let text = self.source.slice(range.clone());
        self.buffer.clear();
        let outcome = match self.dialect {
            Dialect::PostgreSql => {
                Tokenizer::new(&PostgreSqlDialect {}, text).tokenize_with_location_into_buf(&mut self.buffer)
            }
            Dialect::MySql | Dialect::MariaDb => {
                Tokenizer::new(&MySqlDialect {}, text).tokenize_with_location_into_buf(&mut self.buffer)
            }
            Dialect::Sqlite => {
                Tokenizer::new(&SQLiteDialect {}, text).tokenize_with_location_into_buf(&mut self.buffer)
            }
            Dialect::MsSql => {
                Tokenizer::new(&MsSqlDialect {}, text).tokenize_with_location_into_buf(&mut self.buffer)
            }
        };
        let mut cursor = Cursor::new(text);
        for found in self.buffer.drain(..) {
            let start = range.start + cursor.byte_of(found.span.start);
            let end = range.start + cursor.byte_of(found.span.end);
            if matches!(found.token, Lexeme::Whitespace(_)) {
                continue;
            }
            push(&mut self.read.tokens, Token { lexeme: found.token, bytes: start..end });
        }
        if let Err(error) = outcome {
            let at = range.start + Cursor::new(text).byte_of(error.location);
            let reason = format!("this statement cannot be read from here on: {}", error.message);
            self.read.gaps.push(Gap::at(self.source.span(at..at + 1), reason));
        }
    }

    fn quoted(&mut self, range: Range<usize>) {
        let text = self.source.slice(range.clone());
        let inner = |open: usize| text.get(open..text.len().saturating_sub(1)).unwrap_or_default();
        let mysql = self.dialect.is_mysql_family();
        let lexeme = match text.as_bytes().first() {
            Some(b'\'') => Lexeme::SingleQuotedString(inner(1).replace("''", "'")),
            Some(b'"') if mysql => Lexeme::DoubleQuotedString(inner(1).replace("\"\"", "\"")),
            Some(b'"') => Lexeme::make_word(&inner(1).replace("\"\"", "\""), Some('"')),
            Some(b'`') => Lexeme::make_word(&inner(1).replace("``", "`"), Some('`')),
            Some(b'[') => Lexeme::make_word(&inner(1).replace("]]", "]"), Some('[')),
            Some(b'$') => {
                let tag = text.get(1..).and_then(|rest| rest.split('$').next()).unwrap_or_default();
                let value = text.get(tag.len() + 2..text.len().saturating_sub(tag.len() + 2)).unwrap_or_default();
                Lexeme::DollarQuotedString(DollarQuotedString {
                    value: value.to_owned(),
                    tag: (!tag.is_empty()).then(|| tag.to_owned()),
                })
            }
            _ => Lexeme::EscapedStringLiteral(inner(2).to_owned()),
        };
        self.read.tokens.push(Token { lexeme, bytes: range });
    }

    fn placeholder(&mut self, range: Range<usize>) {
        let lexeme = Lexeme::make_word(self.source.slice(range.clone()), None);
        push(&mut self.read.tokens, Token { lexeme, bytes: range });
    }
}

/// Adds a token. A placeholder and the word it touches are one name: `{{prefix}}_orders`.
fn push(tokens: &mut Vec<Token>, token: Token) {
    if let (Some(last), Some(word)) = (tokens.last_mut(), token.keyword())
        && last.bytes.end == token.bytes.start
        && let Some(before) = last.keyword()
    {
        last.lexeme = Lexeme::make_word(&format!("{before}{word}"), None);
        last.bytes.end = token.bytes.end;
        return;
    }
    tokens.push(token);
}

/// Turns lines and columns, which count characters, into bytes. Places are asked for in their order.
struct Cursor<'t> {
    chars: std::str::CharIndices<'t>,
    length: usize,
    line: u64,
    column: u64,
    at: usize,
}

impl<'t> Cursor<'t> {
    fn new(text: &'t str) -> Self {
        Self { chars: text.char_indices(), length: text.len(), line: 1, column: 1, at: 0 }
    }

    fn byte_of(&mut self, place: Location) -> usize {
        while (self.line, self.column) < (place.line, place.column) {
            let Some((_, passed)) = self.chars.next() else { break };
            if passed == '\n' {
                self.line += 1;
                self.column = 1;
            } else {
                self.column += 1;
            }
            self.at = self.chars.offset().min(self.length);
        }
        self.at
    }
}
