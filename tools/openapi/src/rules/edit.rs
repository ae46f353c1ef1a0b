//! Edits of scalars that keep the form in which a text is written.

use architect_core::{Edit, Fix};

use architect_document::{Document, NodeId};

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
    let replacement = format!("\"{}\"", document.raw(value));
    let edits = vec![Edit { span: document.whole_span(value), replacement }];
    Fix::safe("Put it in quotes", edits)
}

/// Replaces a scalar as it is written.
pub(super) fn replace_scalar(document: &Document, value: NodeId, text: &str) -> Fix {
    let span = document.whole_span(value);
    Fix::safe(format!("Write `{text}`"), vec![Edit { span, replacement: text.to_owned() }])
}

/// Takes the end off a string: what is left must stand in the source as it is.
pub(super) fn without_end(document: &Document, value: NodeId, rest: &str) -> Fix {
    Fix::safe(format!("Write `{rest}`"), vec![edit(document, value, rest)])
}

/// Adds a field with a plain value before the first one of an object; `None` where the form of the text leaves no
/// certain place for it.
pub(super) fn add_field(document: &Document, object: NodeId, name: &str, value: &str) -> Option<Fix> {
    let source = document.source_of(object);
    let first = document.range(document.entries(object).first()?.key);
    let line = source.line_range(source.position(first.start).line)?;
    let before = source.slice(line.start..first.start);
    let raw = source.slice(document.range(object));
    let replacement = if raw.starts_with('{') {
        let quote = if source.slice(first.clone()).starts_with('"') { "\"" } else { "" };
        format!("{quote}{name}{quote}: {value}, ")
    } else if before.chars().all(|character| matches!(character, ' ' | '-')) {
        format!("{name}: {value}\n{}", " ".repeat(before.len()))
    } else {
        return None;
    };
    let span = source.span(first.start..first.start);
    Some(Fix::safe(format!("Add `{name}: {value}`"), vec![Edit { span, replacement }]))
}

/// Adds a plain value behind the last item of a list of scalars; `None` where the form of the text leaves no certain
/// place for it.
pub(super) fn add_item(document: &Document, list: NodeId, value: &str) -> Option<Fix> {
    let source = document.source_of(list);
    let last = document.range(*document.items(list).last()?);
    let line = source.line_range(source.position(last.start).line)?;
    let before = source.slice(line.start..last.start);
    let replacement = if document.raw(list).starts_with('[') {
        format!(", {value}")
    } else if before.trim_start() == "- " {
        format!("\n{before}{value}")
    } else {
        return None;
    };
    let span = source.span(last.end..last.end);
    Some(Fix::needs_review(format!("Add `{value}`"), vec![Edit { span, replacement }]))
}

/// Replaces a scalar's text and keeps its quotes; a plain one that needs quotes gets them.
pub(super) fn edit(document: &Document, scalar: NodeId, text: &str) -> Edit {
    let span = document.whole_span(scalar);
    let replacement = match document.raw(scalar).chars().next() {
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
