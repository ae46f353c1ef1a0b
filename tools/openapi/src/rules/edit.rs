//! Edits of scalars that keep the form in which a text is written.

use architect_core::{Edit, Fix};

use crate::document::{Document, NodeId};

/// Gives a key another name.
pub(super) fn rename_key(document: &Document, key: NodeId, name: &str) -> Fix {
    Fix::needs_review(format!("Rename it to `{name}`"), vec![edit(document, key, name)])
}

/// Gives a string another text.
pub(super) fn replace_text(document: &Document, value: NodeId, text: &str) -> Fix {
    Fix::needs_review(format!("Write `{text}`"), vec![edit(document, value, text)])
}

/// Puts a scalar in quotes.
pub(super) fn quote(document: &Document, value: NodeId) -> Fix {
    let raw = document.source().slice(document.range(value));
    let replacement = format!("\"{raw}\"");
    let edits = vec![Edit { span: document.source().span(document.range(value)), replacement }];
    Fix::safe("Put it in quotes", edits)
}

/// Replaces a scalar's text and keeps its quotes; a plain one that needs quotes gets them.
pub(super) fn edit(document: &Document, scalar: NodeId, text: &str) -> Edit {
    let span = document.source().span(document.range(scalar));
    let raw = document.source().slice(document.range(scalar));
    let replacement = match raw.chars().next() {
        Some('\'') => format!("'{}'", text.replace('\'', "''")),
        Some('"') => serde_json::Value::from(text).to_string(),
        _ if is_plain(text) => text.to_owned(),
        _ => serde_json::Value::from(text).to_string(),
    };
    Edit { span, replacement }
}

/// Whether a text can stand in YAML without quotes and is still a string.
fn is_plain(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic() || matches!(first, '/' | '_' | '$'))
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '-' | '.' | '{' | '}' | '$' | ':'))
        && !text.ends_with(':')
        && !matches!(text.to_ascii_lowercase().as_str(), "true" | "false" | "null")
        && !text.starts_with(['{', '}'])
}
