//! The texts of findings: the templates of rules, and how values and places are written in them.

use architect_document::{Document, NodeId, Value};

/// What a template can name.
#[derive(Debug)]
pub(super) struct Words<'a> {
    pub(super) property: String,
    pub(super) error: String,
    pub(super) description: &'a str,
    pub(super) path: String,
    pub(super) document: &'a Document,
    pub(super) value: NodeId,
}

impl Words<'_> {
    /// Fills a template: `{{property}}`, and `#{{print("property")}}` as functions of rulesets write it.
    pub(super) fn fill(&self, template: &str) -> String {
        let mut text = String::with_capacity(template.len());
        let mut rest = template;
        while let Some(at) = rest.find("{{") {
            let (before, opened) = (rest.get(..at).unwrap_or_default(), rest.get(at + 2..).unwrap_or_default());
            let inner = opened.find("}}").map(|end| (opened.get(..end), opened.get(end + 2..)));
            let Some((Some(inner), Some(behind))) = inner
                .filter(|(inner, _)| inner.is_some_and(|inner| !inner.is_empty() && !inner.contains(['}', '\n'])))
            else {
                text.push_str(before);
                text.push_str("{{");
                rest = opened;
                continue;
            };
            let printed = before.strip_suffix('#').and_then(|before| Some((before, printed(inner)?)));
            if let Some((before, word)) = printed {
                text.push_str(before);
                text.push_str(&self.print(word));
            } else {
                text.push_str(before);
                text.push_str(&self.word(inner));
            }
            rest = behind;
        }
        text.push_str(rest);
        text.trim().to_owned()
    }

    fn word(&self, name: &str) -> String {
        match name {
            "property" => self.property.clone(),
            "error" => self.error.clone(),
            "description" => self.description.to_owned(),
            "path" => self.path.clone(),
            "value" => as_text(self.document, self.value),
            _ => String::new(),
        }
    }

    fn print(&self, name: &str) -> String {
        match name {
            "property" if self.property.is_empty() => "The document ".to_owned(),
            "property" => format!("\"{}\" property ", self.property),
            "value" => shown(self.document, self.value),
            _ => self.word(name),
        }
    }
}

/// The word in `print("word")`.
fn printed(inner: &str) -> Option<&str> {
    let word = inner.trim().strip_prefix("print(")?.strip_suffix(')')?.trim();
    word.strip_prefix(['"', '\''])?.strip_suffix(['"', '\''])
}

/// A value as JavaScript turns it into a text.
fn as_text(document: &Document, node: NodeId) -> String {
    match document.value(node) {
        Value::String(text) | Value::Number(text) => text.to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Null => "null".to_owned(),
        Value::Map(_) => "[object Object]".to_owned(),
        Value::List(items) => {
            let items = items.iter().map(|item| match document.value(*item) {
                Value::List(_) | Value::Map(_) => "[object Object]".to_owned(),
                Value::Null | Value::Unread => String::new(),
                _ => as_text(document, *item),
            });
            items.collect::<Vec<_>>().join(",")
        }
        Value::Unread => "undefined".to_owned(),
    }
}

/// A value as findings show it.
pub(super) fn shown(document: &Document, node: NodeId) -> String {
    match document.value(node) {
        Value::String(text) => quoted(text),
        Value::Map(_) => "the object".to_owned(),
        Value::List(_) => "the list".to_owned(),
        _ => as_text(document, node),
    }
}

/// Longest value that is shown whole, in characters.
const LONGEST: usize = 80;

/// A text in quotes; a long one only begins there.
pub(super) fn quoted(text: &str) -> String {
    let line = text.replace(['\n', '\r'], " ");
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("\"{}…\"", line.get(..end).unwrap_or_default()),
        None => format!("\"{line}\""),
    }
}

/// The names of a place in a row: `info.contact.email`, `tags[0]`.
pub(super) fn dotted<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let mut text = String::new();
    for name in names {
        if name.is_empty() || name.contains(char::is_whitespace) {
            text.push_str("['");
            text.push_str(name);
            text.push_str("']");
        } else if name.bytes().all(|byte| byte.is_ascii_digit()) {
            text.push('[');
            text.push_str(name);
            text.push(']');
        } else {
            if !text.is_empty() {
                text.push('.');
            }
            text.push_str(name);
        }
    }
    text
}
