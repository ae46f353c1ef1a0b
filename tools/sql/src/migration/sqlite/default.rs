//! Defaults of columns: which SQLite reads, and which are the same for every row without being computed.

use sqlparser::tokenizer::Token as Lexeme;

use super::Refused;
use crate::ddl::ColumnDefinition;
use crate::statement::{Statement, Token};

/// A default that calls a function without the parentheses that SQLite wants around it: `DEFAULT now()`.
pub(super) fn calls_without_parentheses(
    subject: &str,
    column: &ColumnDefinition,
    statement: &Statement,
) -> Option<Refused> {
    let default = column.default.as_ref()?;
    let tokens = within(statement, &default.bytes);
    let [name, open, ..] = tokens.as_slice() else { return None };
    let calls = name.keyword().is_some() && open.lexeme == Lexeme::LParen;
    calls.then(|| {
        let why = "SQLite reads a default that is computed only inside of parentheses";
        let span = statement.source().span(default.bytes.clone());
        Refused::of(span, subject, why, "write DEFAULT (…), or CURRENT_TIMESTAMP")
    })
}

pub(super) fn within(statement: &Statement, bytes: &std::ops::Range<usize>) -> Vec<Token> {
    let inside = |token: &Token| bytes.start <= token.bytes.start && token.bytes.end <= bytes.end;
    statement.tokens().tokens.into_iter().filter(inside).collect()
}

/// Whether a default is a literal, with signs and parentheses, or a cast of one: `1 + 1` is none for SQLite.
pub(super) fn is_constant(tokens: &[Token]) -> bool {
    let mut tokens = tokens;
    let mut inside = false;
    loop {
        tokens = match tokens {
            [open, rest @ .., close] if open.lexeme == Lexeme::LParen && close.lexeme == Lexeme::RParen => {
                inside = true;
                rest
            }
            [sign, rest @ ..] if matches!(sign.lexeme, Lexeme::Plus | Lexeme::Minus) => rest,
            [cast, open, rest @ .., close]
                if cast.is("cast") && open.lexeme == Lexeme::LParen && close.lexeme == Lexeme::RParen =>
            {
                let Some(end) = rest.iter().position(|token| token.is("as")) else { return false };
                rest.get(..end).unwrap_or_default()
            }
            [word, text] if word.is("x") && matches!(text.lexeme, Lexeme::SingleQuotedString(_)) => return true,
            [only] => {
                return match &only.lexeme {
                    Lexeme::Word(word) if word.quote_style.is_some() => !inside,
                    Lexeme::Word(word) => match word.value.to_ascii_lowercase().as_str() {
                        "current_timestamp" | "current_date" | "current_time" => false,
                        "true" | "false" | "null" => true,
                        // A word alone is a text, and in parentheses a column.
                        _ => !inside,
                    },
                    Lexeme::DoubleQuotedString(_) => !inside,
                    _ => true,
                };
            }
            _ => return false,
        };
    }
}
