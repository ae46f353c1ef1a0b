//! Placeholders: the many ways in which a client says "a value comes here", made into the one that the parser reads.
//!
//! Tokens come in and tokens go out, with their byte offsets as columns of line 1, so that every place in the parser's
//! tree leads back to a byte of the source.

use std::collections::{BTreeMap, BTreeSet};

use sqlparser::tokenizer::{Location, Span as Place, Token as Lexeme, TokenWithSpan};

use crate::statement::{Statement, Token};

/// Words that stand before a literal and make it of their type. `pg_stat_statements` leaves them before a `$1`, where
/// no parser takes them.
const LITERAL_TYPES: &[&str] = &["interval", "date", "timestamp", "timestamptz", "time"];

/// Rows that a limit is taken to have where it comes with the call.
pub const USUAL_LIMIT: u32 = 20;

/// How a value is marked in a text that is given to a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// `?`
    Question,
    /// `$1`, `$2`, …
    Numbered,
}

/// The text of a query with one kind of mark for every value that comes with the call, and how many there are. A value
/// that is marked by its number or its name keeps to one number.
pub fn with_marks(statement: &Statement, varying: &BTreeSet<usize>, mark: Mark) -> (String, usize) {
    let tokens = statement.tokens_with_rows().tokens;
    let source = statement.source();
    let mut text = String::new();
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    let mut count = 0;
    let mut end = statement.bytes().start;
    for token in prepared(&tokens, varying) {
        let (Some(from), Some(to)) = (byte(token.span.start), byte(token.span.end)) else { continue };
        let between = source.slice(end..from);
        end = to;
        let written = source.slice(from..to);
        let literal_type = Some(between.trim()).filter(|word| {
            matches!(token.token, Lexeme::Placeholder(_))
                && LITERAL_TYPES.contains(&word.to_ascii_lowercase().as_str())
        });
        // Without a number the planner would take a tenth of all rows for the limit.
        let limits =
            matches!(token.token, Lexeme::Placeholder(_)) && between.trim().is_empty() && ends_with_limit(&text);
        if limits && mark == Mark::Numbered {
            text.push_str(between);
            text.push_str(&USUAL_LIMIT.to_string());
            continue;
        }
        text.push_str(if literal_type.is_some() { " " } else { between });
        if !matches!(token.token, Lexeme::Placeholder(_)) {
            text.push_str(written);
            continue;
        }
        let named = !matches!(written, "?" | "%s" | "%d") && !varying.contains(&from);
        let known = numbers.get(written).copied().filter(|_| named);
        let number = known.unwrap_or(count + 1);
        if known.is_none() {
            count += 1;
        }
        if named {
            numbers.insert(written, number);
        }
        match mark {
            Mark::Question => text.push('?'),
            Mark::Numbered => {
                text.push('$');
                text.push_str(&number.to_string());
                if let Some(literal_type) = literal_type {
                    text.push_str("::");
                    text.push_str(literal_type);
                }
            }
        }
    }
    (text, count)
}

/// Whether a text ends where the number of a `LIMIT` stands.
fn ends_with_limit(text: &str) -> bool {
    let text = text.trim_end();
    let word = text.rsplit(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or_default();
    word.eq_ignore_ascii_case("limit")
}

/// Tokens as the parser takes them. `varying` are the places of literals that change from call to call.
pub(super) fn prepared(tokens: &[Token], varying: &BTreeSet<usize>) -> Vec<TokenWithSpan> {
    let mut prepared: Vec<TokenWithSpan> = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let rest = tokens.get(at..).unwrap_or_default();
        let taken = if varying.contains(&token.bytes.start) { Some(1) } else { placeholder(rest, prepared.last()) };
        if let Some(taken) = taken {
            drop_literal_type(&mut prepared);
            let end = rest.get(taken - 1).map_or(token.bytes.end, |last| last.bytes.end);
            prepared.push(placed(Lexeme::Placeholder("?".to_owned()), token.bytes.start, end));
            at += taken;
        } else if let Some(literal) = prefixed(rest) {
            prepared.push(literal);
            at += 2;
        } else {
            prepared.push(placed(token.lexeme.clone(), token.bytes.start, token.bytes.end));
            at += 1;
        }
    }
    prepared
}

/// A string with a letter before it, which stand apart where the text was split: `N'…'`, `X'…'`, `B'…'`.
fn prefixed(tokens: &[Token]) -> Option<TokenWithSpan> {
    let [letter, string, ..] = tokens else { return None };
    let Lexeme::SingleQuotedString(text) = &string.lexeme else { return None };
    if letter.bytes.end != string.bytes.start {
        return None;
    }
    let literal = match letter.keyword()? {
        "N" | "n" => Lexeme::NationalStringLiteral(text.clone()),
        "X" | "x" => Lexeme::HexStringLiteral(text.clone()),
        "B" | "b" => Lexeme::SingleQuotedByteStringLiteral(text.clone()),
        _ => return None,
    };
    Some(placed(literal, letter.bytes.start, string.bytes.end))
}

fn placed(token: Lexeme, start: usize, end: usize) -> TokenWithSpan {
    let location = |byte: usize| Location { line: 1, column: byte as u64 + 1 };
    TokenWithSpan { token, span: Place { start: location(start), end: location(end) } }
}

/// The byte that a location of the tree stands for.
pub(super) fn byte(location: Location) -> Option<usize> {
    if location.line == 0 {
        return None;
    }
    usize::try_from(location.column.checked_sub(1)?).ok()
}

/// How many tokens from here on are one placeholder.
fn placeholder(tokens: &[Token], before: Option<&TokenWithSpan>) -> Option<usize> {
    let [first, rest @ ..] = tokens else { return None };
    let touches = |one: &Token, other: &Token| one.bytes.end == other.bytes.start;
    let word = |token: &Token| token.keyword().is_some();
    let value_expected = || before.is_none_or(|before| !ends_operand(&before.token));
    match (&first.lexeme, rest) {
        (Lexeme::Placeholder(_), _) => Some(1),
        // `?` is an operator of PostgreSQL's as well, behind what it is applied to.
        (Lexeme::Question, [number, ..]) if touches(first, number) && value_expected() => {
            Some(if matches!(number.lexeme, Lexeme::Number(..)) { 2 } else { 1 })
        }
        (Lexeme::Question, _) if value_expected() => Some(1),
        (Lexeme::Colon | Lexeme::AtSign, [name, ..]) if touches(first, name) && value_expected() => {
            (word(name) || matches!(name.lexeme, Lexeme::Number(..))).then_some(2)
        }
        (Lexeme::Mod, [kind, ..]) if touches(first, kind) && (kind.is("s") || kind.is("d")) && value_expected() => {
            Some(2)
        }
        (Lexeme::Mod, [open, name, close, kind, ..])
            if open.lexeme == Lexeme::LParen
                && word(name)
                && close.lexeme == Lexeme::RParen
                && touches(close, kind)
                && kind.keyword().is_some_and(|kind| kind.len() == 1) =>
        {
            Some(5)
        }
        (Lexeme::Word(name), _) if name.quote_style.is_none() && name.value.starts_with('@') => Some(1),
        // The splitter has put `:id`, `%s` and `%(id)s` together; before a dot one stands for a schema.
        (Lexeme::Word(name), rest)
            if name.quote_style.is_none() && name.value.starts_with([':', '%']) && value_expected() =>
        {
            rest.first().is_none_or(|next| next.lexeme != Lexeme::Period).then_some(1)
        }
        _ => None,
    }
}

/// Whether a token can be the end of something that an operator is applied to.
fn ends_operand(token: &Lexeme) -> bool {
    match token {
        Lexeme::Word(word) => {
            word.quote_style.is_some()
                || !matches!(
                    word.value.to_ascii_lowercase().as_str(),
                    "and"
                        | "or"
                        | "not"
                        | "like"
                        | "ilike"
                        | "in"
                        | "between"
                        | "limit"
                        | "offset"
                        | "top"
                        | "select"
                        | "where"
                        | "when"
                        | "then"
                        | "else"
                        | "case"
                        | "set"
                        | "values"
                        | "returning"
                        | "by"
                        | "on"
                        | "having"
                        | "is"
                        | "from"
                        | "similar"
                        | "to"
                        | "escape"
                        | "distinct"
                        | "interval"
                        | "date"
                        | "timestamp"
                        | "timestamptz"
                        | "time"
                        | "any"
                        | "some"
                        | "all"
                        | "fetch"
                        | "first"
                        | "next"
                        | "regexp"
                        | "rlike"
                        | "glob"
                        | "match"
                        | "div"
                        | "using"
                )
        }
        Lexeme::Number(..)
        | Lexeme::SingleQuotedString(_)
        | Lexeme::DoubleQuotedString(_)
        | Lexeme::DollarQuotedString(_)
        | Lexeme::EscapedStringLiteral(_)
        | Lexeme::NationalStringLiteral(_)
        | Lexeme::HexStringLiteral(_)
        | Lexeme::Placeholder(_)
        | Lexeme::RParen
        | Lexeme::RBracket => true,
        _ => false,
    }
}

fn drop_literal_type(prepared: &mut Vec<TokenWithSpan>) {
    let is_type = |token: &TokenWithSpan| match &token.token {
        Lexeme::Word(word) if word.quote_style.is_none() => {
            LITERAL_TYPES.iter().any(|name| word.value.eq_ignore_ascii_case(name))
        }
        _ => false,
    };
    let [.., before, last] = prepared.as_slice() else { return };
    // `x::interval ?` is none of these, and neither is a column of that name behind a point.
    if is_type(last)
        && !ends_operand(&before.token)
        && before.token != Lexeme::Period
        && before.token != Lexeme::DoubleColon
    {
        prepared.pop();
    }
}
