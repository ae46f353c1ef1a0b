//! Forms of lines that open a door or say who passes it: paths that a chain of filters lets through, who is made an administrator,
//! how long a signed payload holds.

use crate::code::lexer::{Kind as TokenKind, Token};
use crate::word::words;

use super::forms::Line;

/// What filters of a path are called in Shiro, and what lets everybody through elsewhere.
const FILTERS: [&str; 7] =
    ["anon", "anonymous", "authc", "authcbasic", "permitall", "csrf,anon", "nosessioncreation"];

/// `filterChain.put("/share/**", "anon")`: a path, and the filter that it goes through.
pub(super) fn opens_path(line: &Line<'_, '_>) -> bool {
    let tokens = line.tokens();
    let path = |token: &Token<'_>| token.kind == TokenKind::Text && token.text.starts_with('/');
    let filter = |token: &Token<'_>| {
        token.kind == TokenKind::Text
            && token.text.len() < 60
            && FILTERS.contains(&token.text.to_ascii_lowercase().replace(' ', "").as_str())
    };
    !line.span.is_empty() && tokens.iter().any(path) && tokens.iter().any(filter)
}

/// `user.setAdministrator(true)`, `account.is_admin = true`.
pub(super) fn makes_administrator(line: &Line<'_, '_>) -> bool {
    let tokens = line.tokens();
    let asks = tokens.iter().any(|token| {
        matches!(token.text, "if" | "unless" | "while" | "assert" | "expect" | "where" | "filter" | "find")
    });
    let of = |name: &str| {
        let words = words(name);
        let whom = words
            .last()
            .is_some_and(|last| matches!(last.as_str(), "admin" | "administrator" | "superuser" | "superadmin"));
        whom && words.first().is_some_and(|first| matches!(first.as_str(), "set" | "is" | "admin" | "administrator"))
    };
    let yes = |text: &str| text.eq_ignore_ascii_case("true");
    !line.span.is_empty()
        && !asks
        && tokens.windows(4).any(|four| {
            let [dot, name, mark, value] = four else { return false };
            dot.text == "." && of(name.text) && matches!(mark.text, "(" | "=") && yes(value.text)
        })
}

/// `"exp" => 1.month.from_now.to_i` of what is signed as a token.
pub(super) fn sets_expiry(line: &Line<'_, '_>) -> bool {
    const NEAR: usize = 10;
    let claim = line.tokens().windows(2).any(|pair| {
        let [name, mark] = pair else { return false };
        matches!(name.text, "exp" | "nbf") && matches!(mark.text, "=" | ":" | "]")
    });
    let near = line.index.saturating_sub(NEAR)..=line.index + NEAR;
    let signed = || {
        near.flat_map(|at| line.lines.tokens(line.read, at)).any(|token| {
            token.text.len() < 40
                && words(token.text)
                    .iter()
                    .any(|word| matches!(word.as_str(), "jwt" | "token" | "encode" | "sign" | "claims"))
        })
    };
    !line.span.is_empty() && claim && signed()
}
