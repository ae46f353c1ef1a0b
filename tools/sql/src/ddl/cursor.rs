//! A place in the tokens of a statement.
//!
//! The readers move one [`Cursor`] forwards; a list is taken apart into sub-cursors, one an element. Every step moves
//! on or says that it did not, so that no loop over it can stand still.

use std::ops::Range;

use architect_core::{Gap, Source};
use sqlparser::tokenizer::Token as Lexeme;

use super::name::{Name, QualifiedName};
use crate::dialect::Dialect;
use crate::statement::{Statement, Token, split};

#[derive(Clone)]
pub(super) struct Cursor<'t> {
    statement: &'t Statement,
    tokens: &'t [Token],
    at: usize,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(statement: &'t Statement, tokens: &'t [Token]) -> Self {
        Self { statement, tokens, at: 0 }
    }

    pub(super) fn dialect(&self) -> Dialect {
        self.statement.dialect()
    }

    pub(super) fn source(&self) -> &'t Source {
        self.statement.source()
    }

    /// A cursor over what is left.
    pub(super) fn rest(&self) -> Self {
        Self { statement: self.statement, tokens: self.tokens.get(self.at..).unwrap_or_default(), at: 0 }
    }

    pub(super) fn statement_bytes(&self) -> Range<usize> {
        self.statement.bytes()
    }

    pub(super) fn peek(&self) -> Option<&'t Token> {
        self.tokens.get(self.at)
    }

    pub(super) fn peek_at(&self, ahead: usize) -> Option<&'t Token> {
        self.tokens.get(self.at + ahead)
    }

    pub(super) fn previous(&self) -> Option<&'t Token> {
        self.tokens.get(self.at.checked_sub(1)?)
    }

    pub(super) fn done(&self) -> bool {
        self.at >= self.tokens.len()
    }

    pub(super) fn advance(&mut self) -> Option<&'t Token> {
        let token = self.tokens.get(self.at)?;
        self.at += 1;
        Some(token)
    }

    pub(super) fn is(&self, keyword: &str) -> bool {
        self.peek().is_some_and(|token| token.is(keyword))
    }

    pub(super) fn is_any(&self, keywords: &[&str]) -> bool {
        keywords.iter().any(|keyword| self.is(keyword))
    }

    pub(super) fn are(&self, keywords: &[&str]) -> bool {
        keywords.iter().enumerate().all(|(ahead, keyword)| self.peek_at(ahead).is_some_and(|token| token.is(keyword)))
    }

    /// Passes a keyword.
    pub(super) fn eat(&mut self, keyword: &str) -> bool {
        let found = self.is(keyword);
        self.at += usize::from(found);
        found
    }

    pub(super) fn eat_any(&mut self, keywords: &[&str]) -> bool {
        keywords.iter().any(|keyword| self.eat(keyword))
    }

    /// Passes several keywords, all or none.
    pub(super) fn eat_all(&mut self, keywords: &[&str]) -> bool {
        let found = self.are(keywords);
        self.at += if found { keywords.len() } else { 0 };
        found
    }

    pub(super) fn is_lexeme(&self, lexeme: &Lexeme) -> bool {
        self.peek().is_some_and(|token| token.lexeme == *lexeme)
    }

    pub(super) fn eat_lexeme(&mut self, lexeme: &Lexeme) -> bool {
        let found = self.is_lexeme(lexeme);
        self.at += usize::from(found);
        found
    }

    pub(super) fn if_exists(&mut self) -> bool {
        self.eat_all(&["if", "exists"])
    }

    pub(super) fn if_not_exists(&mut self) -> bool {
        self.eat_all(&["if", "not", "exists"])
    }

    /// A name: a word or a quoted one. SQLite and MySQL take a string for a name where a name is due.
    pub(super) fn name(&mut self) -> Option<Name> {
        let token = self.peek()?;
        let name = match &token.lexeme {
            Lexeme::Word(word) => {
                Name { text: word.value.clone(), quoted: word.quote_style.is_some(), bytes: token.bytes.clone() }
            }
            Lexeme::SingleQuotedString(text) if self.dialect() != Dialect::PostgreSql => {
                Name { text: text.clone(), quoted: true, bytes: token.bytes.clone() }
            }
            Lexeme::DoubleQuotedString(text) => Name { text: text.clone(), quoted: true, bytes: token.bytes.clone() },
            // `#orders` is a temporary table of SQL Server.
            Lexeme::Sharp if self.dialect() == Dialect::MsSql => {
                self.at += 1;
                let mut name = self.name()?;
                name.text.insert(0, '#');
                name.bytes.start = token.bytes.start;
                return Some(name);
            }
            _ => return None,
        };
        self.at += 1;
        Some(name)
    }

    /// The text of a string, which is passed. `None`, and no step, when there is none.
    pub(super) fn string(&mut self) -> Option<String> {
        let text = match &self.peek()?.lexeme {
            Lexeme::SingleQuotedString(text)
            | Lexeme::DoubleQuotedString(text)
            | Lexeme::EscapedStringLiteral(text)
            | Lexeme::NationalStringLiteral(text) => text.clone(),
            Lexeme::DollarQuotedString(body) => body.value.clone(),
            _ => return None,
        };
        self.at += 1;
        Some(text)
    }

    /// A name with what stands before its last dot. Of three parts the first, a database, is dropped.
    pub(super) fn qualified(&mut self) -> Option<QualifiedName> {
        let mut schema = None;
        let mut name = self.name()?;
        while self.is_lexeme(&Lexeme::Period) {
            self.at += 1;
            // `tempdb..orders` leaves the schema out.
            while self.eat_lexeme(&Lexeme::Period) {}
            let Some(next) = self.name() else { break };
            schema = Some(std::mem::replace(&mut name, next));
        }
        Some(QualifiedName { schema, name })
    }

    /// Names divided by commas in parentheses. `None`, and no step, when there is no parenthesis.
    pub(super) fn name_list(&mut self) -> Option<Vec<Name>> {
        let inner = self.parenthesised()?;
        let name = |mut element: Cursor<'_>| {
            // `PERIOD valid_at` of a foreign key: the column in which the times lie.
            let is_period = element.is("period") && element.dialect() == Dialect::PostgreSql;
            let first = element.name()?;
            Some(if is_period { element.name().unwrap_or(first) } else { first })
        };
        Some(inner.elements().into_iter().filter_map(name).collect())
    }

    /// The content of a parenthesised group, which is passed. An unclosed one reaches to the end of the statement.
    pub(super) fn parenthesised(&mut self) -> Option<Cursor<'t>> {
        if !self.is_lexeme(&Lexeme::LParen) {
            return None;
        }
        let start = self.at + 1;
        self.skip_one();
        let closed = self.previous().is_some_and(|token| token.lexeme == Lexeme::RParen);
        let end = if closed { self.at - 1 } else { self.at };
        Some(Self {
            statement: self.statement,
            tokens: self.tokens.get(start..end.max(start)).unwrap_or_default(),
            at: 0,
        })
    }

    /// Passes one token, or a whole group of parentheses or brackets.
    pub(super) fn skip_one(&mut self) {
        let mut depth = 0_usize;
        while let Some(token) = self.advance() {
            match token.lexeme {
                Lexeme::LParen | Lexeme::LBracket => depth += 1,
                Lexeme::RParen | Lexeme::RBracket => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                return;
            }
        }
    }

    /// The rest, divided at the commas outside of parentheses. Empty elements are left out.
    pub(super) fn elements(&self) -> Vec<Cursor<'t>> {
        let mut elements = Vec::new();
        let mut cursor = self.clone();
        let mut start = cursor.at;
        let take = |range: Range<usize>, elements: &mut Vec<Cursor<'t>>| {
            let tokens = self.tokens.get(range).unwrap_or_default();
            if !tokens.is_empty() {
                elements.push(Self { statement: self.statement, tokens, at: 0 });
            }
        };
        while !cursor.done() {
            if cursor.is_lexeme(&Lexeme::Comma) {
                take(start..cursor.at, &mut elements);
                cursor.at += 1;
                start = cursor.at;
            } else {
                cursor.skip_one();
            }
        }
        take(start..cursor.at, &mut elements);
        elements
    }

    /// What lies between an earlier place of this cursor and now.
    pub(super) fn since(&self, start: usize) -> Expression {
        Expression::of(self.tokens.get(start..self.at).unwrap_or_default(), self.statement)
    }

    pub(super) fn place(&self) -> usize {
        self.at
    }

    /// Passes an expression: everything up to a keyword that ends it, or to the end. A keyword as the first token is
    /// part of it.
    pub(super) fn expression(&mut self, ends: impl Fn(&Self) -> bool) -> Expression {
        let start = self.at;
        while !self.done() && (self.at == start || !ends(self)) && !self.is_lexeme(&Lexeme::Comma) {
            self.skip_one();
        }
        self.since(start)
    }

    /// The bytes of all tokens of this cursor.
    pub(super) fn bytes(&self) -> Range<usize> {
        match (self.tokens.first(), self.tokens.last()) {
            (Some(first), Some(last)) => first.bytes.start..last.bytes.end,
            _ => self.statement.bytes(),
        }
    }

    /// The text from the next token to the end.
    pub(super) fn rest_text(&self) -> &'t str {
        let Some(next) = self.peek() else { return "" };
        self.statement.source().slice(next.bytes.start..self.bytes().end)
    }

    /// That the rest from here on was not understood.
    pub(super) fn not_understood(&self, what: &str) -> Gap {
        let bytes = self.peek().map_or_else(|| self.bytes(), |token| token.bytes.clone());
        Gap::at(self.statement.source().span(bytes), what)
    }
}

/// An expression: not read, but comparable.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Expression {
    /// The tokens, one space apart, names and keywords folded, without parentheses around the whole.
    pub normal: String,
    /// As written, on one line and without comments and parentheses around the whole.
    pub text: String,
    /// Where it stands.
    pub bytes: Range<usize>,
}

impl Expression {
    /// The expression that a text is.
    pub(crate) fn of_text(text: &str, dialect: Dialect) -> Self {
        let source = Source::new("expression", text);
        let script = split(&source, dialect);
        script
            .statements
            .first()
            .map_or_else(Self::default, |statement| Self::of(&statement.tokens().tokens, statement))
    }

    fn of(tokens: &[Token], statement: &Statement) -> Self {
        let dialect = statement.dialect();
        let bytes = match (tokens.first(), tokens.last()) {
            (Some(first), Some(last)) => first.bytes.start..last.bytes.end,
            _ => 0..0,
        };
        let mut inner = tokens;
        for _ in 0..MOST_PARENTHESES {
            let Some(stripped) = without_outer_parentheses(inner) else { break };
            inner = stripped;
        }
        let mut normal = String::new();
        for token in inner {
            if !normal.is_empty() {
                normal.push(' ');
            }
            match &token.lexeme {
                Lexeme::Word(word) if word.quote_style.is_none() => normal.push_str(&word.value.to_lowercase()),
                Lexeme::Word(word) => {
                    let name = Name { text: word.value.clone(), quoted: true, bytes: 0..0 };
                    normal.push_str(&name.key(dialect));
                }
                other => normal.push_str(&other.to_string()),
            }
        }
        let mut text = String::new();
        let mut end = None;
        for token in inner {
            if end.is_some_and(|end| end < token.bytes.start) {
                text.push(' ');
            }
            text.push_str(statement.source().slice(token.bytes.clone()));
            end = Some(token.bytes.end);
        }
        Self { normal, text, bytes }
    }

    /// As written, and cut where it is long: for people.
    pub fn shown(&self) -> String {
        const LONGEST: usize = 120;
        match self.text.char_indices().nth(LONGEST) {
            Some((end, _)) => format!("{}…", self.text.get(..end).unwrap_or_default()),
            None => self.text.clone(),
        }
    }

    /// The column, when this says `column IS NOT NULL` and nothing else.
    pub fn not_null_column(&self) -> Option<&str> {
        let column = self.normal.strip_suffix(" is not null")?;
        (!column.contains(' ')).then_some(column)
    }
}

/// Each pair of parentheses around an expression costs a look at the whole of it.
const MOST_PARENTHESES: usize = 8;

fn without_outer_parentheses(tokens: &[Token]) -> Option<&[Token]> {
    let (first, rest) = tokens.split_first()?;
    let (last, inner) = rest.split_last()?;
    if first.lexeme != Lexeme::LParen || last.lexeme != Lexeme::RParen {
        return None;
    }
    let mut depth = 0_usize;
    for token in inner {
        match token.lexeme {
            Lexeme::LParen => depth += 1,
            Lexeme::RParen => depth = depth.checked_sub(1)?,
            _ => {}
        }
    }
    (depth == 0).then_some(inner)
}
