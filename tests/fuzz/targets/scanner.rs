//! The readers of JSON and YAML: any text gives a tree whose places lie in it, and JSON is read as others read it.
#![no_main]

use architect_core::{Limits, Source};
use architect_document::{Document, NodeId, Value};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let source = Source::new("document", text);
    let Ok(document) = Document::read(&source, &Limits::default()) else { return };
    let mut seen = 0;
    let mut below = vec![document.root()];
    // Aliases may make a tree of any size out of a small text.
    while let Some(node) = below.pop().filter(|_| seen < 100_000) {
        seen += 1;
        examine(&document, source.text(), node, &mut below);
    }
    let _ = document.mentions().count();
    agrees_with_others(&document, source.text());
});

fn examine(document: &Document, text: &str, node: NodeId, below: &mut Vec<NodeId>) {
    let range = document.range(node);
    assert!(text.get(range.clone()).is_some(), "{range:?} lies in the text, between characters");
    let span = document.span(node);
    assert!(span.bytes().end <= text.len());
    match document.value(node) {
        Value::Map(entries) => {
            for entry in entries {
                let key = document.key(entry.key);
                assert!(document.entry(node, key).is_some(), "what is listed is found: {key:?}");
                assert!(text.get(document.range(entry.key)).is_some());
                below.push(entry.value);
            }
        }
        Value::List(items) => below.extend(items),
        _ => {}
    }
    let pointer = document.pointer(node);
    assert!(pointer.starts_with('#'));
}

/// A text that `serde_json` takes is no syntax error, and has the same value.
fn agrees_with_others(document: &Document, text: &str) {
    let Ok(value) = serde_json::from_str::<serde_json::Value>(text) else { return };
    if !text.trim_start().starts_with(['{', '[']) {
        return;
    }
    assert!(document.syntax_error().is_none(), "{:?}", document.syntax_error());
    let mut budget = 1_000_000;
    if document.files().all(|(_, file)| file.duplicates().is_empty() && file.gaps().is_empty())
        && let Ok(own) = document.to_json(document.root(), &mut budget)
    {
        assert!(alike(&own, &value), "{own} is not {value}");
    }
}

/// Numbers may be read by another way, so the last digit may differ.
fn alike(own: &serde_json::Value, other: &serde_json::Value) -> bool {
    use serde_json::Value::{Array, Number, Object};
    match (own, other) {
        (Number(own), Number(other)) => match (own.as_f64(), other.as_f64()) {
            (Some(own), Some(other)) => own == other || (own - other).abs() <= own.abs().max(other.abs()) * 1e-12,
            _ => own == other,
        },
        (Array(own), Array(other)) => own.len() == other.len() && own.iter().zip(other).all(|(a, b)| alike(a, b)),
        (Object(own), Object(other)) => {
            own.len() == other.len()
                && own.iter().all(|(key, value)| other.get(key).is_some_and(|other| alike(value, other)))
        }
        _ => own == other,
    }
}
