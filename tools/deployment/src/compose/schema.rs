//! Validation against the Compose specification.
//!
//! `data/compose.fields` names the fields: `= service` begins what a service may hold, `ports [(n|s|@ports)` is a field
//! and its type. `s` is a string, `n` a number, `i` a whole number, `b` a boolean, `z` null, `*` anything, `[` a list
//! of, `{` a mapping of, `@` one of the definitions, `|` stands between alternatives. What begins with `x-` is free.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use architect_core::nearest;
use architect_document::Value;

use super::{Compose, values, variable};
use crate::fault::{Fault, FaultKind};
use crate::node::Node;

static FIELDS: OnceLock<Fields> = OnceLock::new();

type Fields = BTreeMap<&'static str, BTreeMap<&'static str, &'static str>>;

fn fields() -> &'static Fields {
    FIELDS.get_or_init(|| {
        let mut fields = Fields::new();
        let mut current = "";
        for line in include_str!("../../data/compose.fields").lines() {
            match line.split_once(' ') {
                Some(("=", name)) => {
                    current = name;
                    fields.entry(name).or_default();
                }
                Some((field, kind)) => {
                    fields.entry(current).or_default().insert(field, kind);
                }
                None => {}
            }
        }
        fields
    })
}

/// What is wrong with a Compose file.
pub fn validate(compose: Compose<'_>) -> Vec<Fault> {
    let mut walk = Walk { faults: Vec::new(), subject: compose.root.source().name().to_owned() };
    walk.value(compose.root, "@file", "", 0);
    walk.faults
}

/// Deeper values are not looked at; documents bound their depth themselves.
const MOST_DEPTH: usize = 32;

struct Walk {
    faults: Vec<Fault>,
    subject: String,
}

impl Walk {
    fn value(&mut self, node: Node<'_>, kind: &'static str, field: &str, depth: usize) {
        if depth > MOST_DEPTH || is_open(node) || node.is_null() {
            return;
        }
        let Some(taken) = alternatives(kind).into_iter().find(|kind| takes(node, kind)) else {
            let wanted: Vec<&str> = alternatives(kind).into_iter().filter(|kind| *kind != "z").map(words).collect();
            let mut wanted = wanted;
            wanted.dedup();
            let found = node.value().describe().replace("an object", "a mapping");
            self.push(node, FaultKind::WrongType { field: field.to_owned(), wanted: wanted.join(" or "), found });
            return;
        };
        match taken.split_at_checked(1) {
            Some(("[", of)) => {
                for item in node.items() {
                    self.value(item, of, field, depth + 1);
                }
            }
            Some(("{", of)) => {
                for entry in node.entries().filter(|entry| !is_free(entry.key)) {
                    let outer = self.subject.clone();
                    if depth == 1 {
                        self.subject = format!("{field}/{}", entry.key);
                    }
                    self.value(entry.value, of, entry.key, depth + 1);
                    self.subject = outer;
                }
            }
            Some(("@", name)) => self.mapping(node, name, depth),
            _ => {}
        }
    }

    fn mapping(&mut self, node: Node<'_>, name: &'static str, depth: usize) {
        let Some(known) = fields().get(name) else { return };
        for entry in node.entries().filter(|entry| !is_free(entry.key)) {
            let Some(kind) = known.get(entry.key) else {
                // An anchor's name in the wrong place reads as any key does.
                let of = name.rsplit('.').next().unwrap_or(name).replace("service_config_or_secret", "reference");
                let near = nearest::nearest(entry.key, known.keys().copied()).map(str::to_owned);
                let field = entry.key.to_owned();
                self.push(entry.place, FaultKind::UnknownField { field, of, near, releases: None });
                continue;
            };
            let before = self.faults.len();
            self.value(entry.value, kind, entry.key, depth + 1);
            let fault = values::fault(name, entry.key, entry.value).filter(|_| !is_open(entry.value));
            if let Some(fault) = fault.filter(|_| self.faults.len() == before) {
                self.push(entry.value, fault);
            }
        }
    }

    fn push(&mut self, node: Node<'_>, kind: FaultKind) {
        self.faults.push(Fault::of(node, self.subject.clone(), kind));
    }
}

fn is_free(key: &str) -> bool {
    key.starts_with("x-") || variable::has_variable(key)
}

fn is_open(node: Node<'_>) -> bool {
    matches!(node.value(), Value::Unread)
        || node.text().is_some_and(|text| variable::has_variable(text) || crate::node::is_filled_in_later(text))
}

/// The alternatives of a type: those between the bars that stand in no brackets.
fn alternatives(kind: &'static str) -> Vec<&'static str> {
    let kind = kind.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')).unwrap_or(kind);
    let mut found = Vec::new();
    let (mut depth, mut start) = (0_usize, 0);
    for (at, byte) in kind.bytes().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            b'|' if depth == 0 => {
                found.extend(kind.get(start..at));
                start = at + 1;
            }
            _ => {}
        }
    }
    found.extend(kind.get(start..));
    found
}

fn takes(node: Node<'_>, kind: &str) -> bool {
    match (kind.get(..1).unwrap_or_default(), node.value()) {
        ("*", _)
        | ("s", Value::String(_))
        | ("n", Value::Number(_))
        | ("b", Value::Bool(_))
        | ("z", Value::Null)
        | ("[", Value::List(_))
        | ("{" | "@", Value::Map(_)) => true,
        ("i", Value::Number(text)) => !text.contains('.'),
        // Compose reads the words of YAML 1.1, which are strings here.
        ("b", Value::String(text)) => {
            matches!(text.to_ascii_lowercase().as_str(), "yes" | "no" | "on" | "off" | "y" | "n")
                && node.raw() == text
        }
        _ => false,
    }
}

fn words(kind: &str) -> &'static str {
    match kind.get(..1).unwrap_or_default() {
        "s" => "a string",
        "n" => "a number",
        "i" => "a whole number",
        "b" => "a boolean",
        "[" => "a list",
        _ => "a mapping",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alternatives_are_parted_outside_of_brackets_only() {
        assert_eq!(alternatives("z|s|[s"), ["z", "s", "[s"]);
        assert_eq!(alternatives("[(n|s|@ports)"), ["[(n|s|@ports)"]);
        assert_eq!(alternatives("(n|s|@ports)"), ["n", "s", "@ports"]);
        assert_eq!(alternatives("{(s|n|b|z)|[s"), ["{(s|n|b|z)", "[s"]);
        assert!(fields().get("service").is_some_and(|service| service.len() > 80));
    }
}
