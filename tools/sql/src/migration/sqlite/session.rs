//! What a connection to SQLite is told by its pragmas.

use sqlparser::tokenizer::Token as Lexeme;

use crate::statement::{Statement, Token};

/// A pragma with its value, both in lower case; without a value it only asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::migration) struct Pragma {
    /// `foreign_keys`.
    pub(in crate::migration) name: String,
    /// `off`.
    pub(in crate::migration) value: Option<String>,
}

impl Pragma {
    /// Reads `PRAGMA name`, `PRAGMA name = value` and `PRAGMA name(value)`.
    pub(in crate::migration) fn of(statement: &Statement) -> Option<Self> {
        // Rows have no tokens to be looked at, and are the longest statements by far.
        if statement.is_rows() || !begins_with(statement, "pragma") {
            return None;
        }
        let tokens = statement.tokens().tokens;
        let mut rest = tokens.iter().skip(1);
        let mut name = word(rest.next()?)?;
        let mut next = rest.next();
        if next.is_some_and(|token| token.lexeme == Lexeme::Period) {
            name = word(rest.next()?)?;
            next = rest.next();
        }
        let value = next.and_then(|_| rest.next()).and_then(value_of);
        Some(Self { name, value })
    }

    /// Whether it switches something on; `None` where it only asks.
    pub(super) fn is_on(&self) -> Option<bool> {
        let value = self.value.as_deref()?;
        Some(matches!(value, "on" | "yes" | "true" | "1"))
    }
}

/// Whether the first word of a statement is this one.
pub(super) fn begins_with(statement: &Statement, word: &str) -> bool {
    statement.text().get(..word.len()).is_some_and(|first| first.eq_ignore_ascii_case(word))
}

fn word(token: &Token) -> Option<String> {
    match &token.lexeme {
        Lexeme::Word(word) => Some(word.value.to_lowercase()),
        _ => None,
    }
}

fn value_of(token: &Token) -> Option<String> {
    match &token.lexeme {
        Lexeme::Number(digits, _) => Some(digits.clone()),
        Lexeme::SingleQuotedString(text) | Lexeme::DoubleQuotedString(text) => Some(text.to_lowercase()),
        _ => word(token),
    }
}

/// What holds from one statement of a file to the next.
#[derive(Debug, Clone, Default)]
pub(super) struct Session {
    /// `foreign_keys`, where the file says it and it counts.
    pub(super) foreign_keys: Option<bool>,
    /// The file switches `foreign_keys` off where that does nothing.
    pub(super) off_in_vain: bool,
    /// `legacy_alter_table`: a rename leaves what triggers, views and other tables say as it is.
    pub(super) legacy: bool,
    /// `foreign_key_check` was asked.
    pub(super) checked: bool,
}

impl Session {
    /// Takes a pragma. `inside`: a transaction is open. True: it is one that does nothing there.
    pub(super) fn take(&mut self, pragma: &Pragma, inside: bool) -> bool {
        match (pragma.name.as_str(), pragma.is_on()) {
            ("foreign_keys", Some(on)) if inside => {
                let changes = self.foreign_keys != Some(on);
                self.off_in_vain |= !on && changes;
                return changes && !on;
            }
            ("foreign_keys", Some(on)) => {
                self.foreign_keys = Some(on);
                self.off_in_vain = false;
            }
            ("legacy_alter_table", Some(on)) => self.legacy = on,
            ("foreign_key_check", _) => self.checked = true,
            _ => {}
        }
        false
    }
}
