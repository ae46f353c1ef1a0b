//! What a session sets, and what an `UPDATE` writes.

use sqlparser::tokenizer::Token as Lexeme;

use crate::statement::{Statement, Token};

/// What holds in a session of MariaDB or MySQL.
#[derive(Debug, Clone)]
pub(in crate::migration) struct Settings {
    /// `foreign_key_checks`.
    pub(in crate::migration) checks_foreign_keys: bool,
    /// `lock_wait_timeout` was set.
    pub(in crate::migration) lock_wait_timeout: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { checks_foreign_keys: true, lock_wait_timeout: false }
    }
}

impl Settings {
    /// Takes an assignment.
    pub(in crate::migration) fn take(&mut self, name: &str, value: &str) {
        match name {
            "foreign_key_checks" => {
                self.checks_foreign_keys = !matches!(value.to_ascii_lowercase().as_str(), "0" | "off" | "false");
            }
            "lock_wait_timeout" => self.lock_wait_timeout = !value.eq_ignore_ascii_case("default"),
            _ => {}
        }
    }
}

/// The assignments of a `SET`, names in lower case and without their scope; those for all sessions are left out.
pub(in crate::migration) fn assigned(statement: &Statement) -> Vec<(String, String)> {
    let text = statement.text();
    let Some(rest) = text.get(..4).filter(|word| word.eq_ignore_ascii_case("set ")).and_then(|_| text.get(4..))
    else {
        return Vec::new();
    };
    rest.split(',')
        .filter_map(|assignment| {
            let (name, value) = assignment.split_once('=')?;
            let name = name.trim().trim_end_matches(':').trim().to_ascii_lowercase();
            let name = name.trim_start_matches("@@");
            if name.starts_with("global") || name.starts_with("persist") || name.starts_with('@') {
                return None;
            }
            let name = ["session ", "local ", "session.", "local."]
                .iter()
                .find_map(|scope| name.strip_prefix(scope))
                .unwrap_or(name);
            Some((name.trim().to_owned(), value.trim().trim_matches('\'').to_owned()))
        })
        .collect()
}

/// The columns that an `UPDATE` assigns, as compared.
pub(in crate::migration) fn assigned_columns(tokens: &[Token]) -> Vec<String> {
    let Some(start) = tokens.iter().position(|token| token.is("set")) else { return Vec::new() };
    let mut columns = Vec::new();
    let mut depth = 0_usize;
    let mut begins = true;
    let mut name: Option<String> = None;
    for token in tokens.iter().skip(start + 1) {
        match &token.lexeme {
            Lexeme::LParen => depth += 1,
            Lexeme::RParen => depth = depth.saturating_sub(1),
            Lexeme::Comma if depth == 0 => begins = true,
            Lexeme::Eq if depth == 0 && begins => {
                columns.extend(name.take());
                begins = false;
            }
            Lexeme::Word(word) if depth == 0 && begins => {
                if token.is("where") {
                    break;
                }
                name = Some(word.value.to_lowercase());
            }
            _ => {
                if token.is("where") && depth == 0 {
                    break;
                }
            }
        }
        if depth == 0 && token.is("where") {
            break;
        }
    }
    columns
}
