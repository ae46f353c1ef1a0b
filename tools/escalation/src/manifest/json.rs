//! `package.json` and `composer.json`.

use super::{Dependency, Scope};
use crate::change::Block;
use crate::code::Language;
use crate::code::lexer::{Kind, Token, tokens};

/// Which keys hold dependencies.
pub(super) struct Form {
    runtime: &'static [&'static str],
    development: &'static [&'static str],
    /// Keys whose objects hold other things that look alike.
    other: &'static [&'static str],
}

pub(super) const NPM: Form = Form {
    runtime: &["dependencies", "optionalDependencies", "peerDependencies"],
    development: &["devDependencies"],
    other: &[
        "scripts",
        "engines",
        "resolutions",
        "overrides",
        "pnpm",
        "config",
        "jest",
        "exports",
        "bin",
        "browserslist",
        "volta",
    ],
};

pub(super) const PACKAGIST: Form = Form {
    runtime: &["require"],
    development: &["require-dev"],
    other: &["scripts", "suggest", "conflict", "replace", "autoload", "autoload-dev", "config", "extra", "platform"],
};

/// Reads `"name": "version"` pairs below the keys that hold dependencies. In a hunk whose key is not in sight, a
/// value that looks like a version is enough.
pub(super) fn read(block: &Block, form: &Form) -> Vec<Dependency> {
    let tokens = tokens(Language::Json, &block.text);
    let mut found = Vec::new();
    let mut keys: Vec<&str> = Vec::new();
    let mut last_key = "";
    for (index, token) in tokens.iter().enumerate() {
        match (token.kind, token.text) {
            (Kind::Punctuation, "{") => keys.push(last_key),
            (Kind::Punctuation, "}") => {
                keys.pop();
                last_key = "";
            }
            (Kind::Text, text) if is(&tokens, index + 1, ":") => {
                last_key = text;
                let Some(value) = tokens.get(index + 2).filter(|value| value.kind == Kind::Text) else { continue };
                let below = keys.last().copied().unwrap_or_default();
                let scope = scope(form, &keys, below, text, value.text);
                let line = block.line_at(token.start);
                found.extend(scope.map(|scope| Dependency::new(text, Some(value.text), scope, line)));
            }
            _ => {}
        }
    }
    found
}

fn scope(form: &Form, keys: &[&str], below: &str, name: &str, version: &str) -> Option<Scope> {
    if keys.iter().any(|key| form.other.contains(key)) {
        return None;
    }
    if form.runtime.contains(&below) {
        return Some(Scope::Runtime);
    }
    if form.development.contains(&below) {
        return Some(Scope::Development);
    }
    let own_field = matches!(
        name,
        "version" | "node" | "npm" | "yarn" | "pnpm" | "packageManager" | "name" | "license" | "type" | "php"
    );
    (keys.is_empty() && !own_field && looks_like_version(version)).then_some(Scope::Runtime)
}

fn looks_like_version(text: &str) -> bool {
    let bare = text.trim_start_matches(['^', '~', '>', '=', '<', 'v', ' ']);
    bare.starts_with(|c: char| c.is_ascii_digit()) && bare.contains('.') && !bare.contains("://")
        || ["workspace:", "npm:", "catalog:"].iter().any(|prefix| text.starts_with(prefix))
        || matches!(text, "latest" | "*" | "next")
}

fn is(tokens: &[Token<'_>], index: usize, mark: &str) -> bool {
    tokens.get(index).is_some_and(|token| token.kind == Kind::Punctuation && token.text == mark)
}
