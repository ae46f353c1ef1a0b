//! From a place in the text back to the node that stands there.

use architect_core::Span;

use crate::{Document, NodeId, Value};

impl Document {
    /// The innermost value around the first byte of a place; of a key, the value under it. `None` when the place lies
    /// outside of what was read.
    ///
    /// With [`pointer`](Self::pointer) this turns a finding's place into the path that other linters report.
    pub fn node_at(&self, place: &Span) -> Option<NodeId> {
        let (_, file) = self.files().find(|(_, file)| file.source().name() == place.source())?;
        let offset = place.bytes().start;
        let mut node = file.root();
        if !self.covers(node, offset) {
            return None;
        }
        loop {
            // Entries that a merge key brought in stand elsewhere, and an alias ends where it is written.
            let inner = match self.value(node) {
                Value::Map(entries) => entries
                    .iter()
                    .filter(|entry| self.parent(entry.value) == Some(node))
                    .find(|entry| self.covers(entry.key, offset) || self.covers(entry.value, offset))
                    .map(|entry| entry.value),
                Value::List(items) => items.iter().copied().find(|item| self.covers(*item, offset)),
                _ => None,
            };
            match inner {
                Some(inner) if self.target(inner) == inner && self.covers(inner, offset) => node = inner,
                Some(inner) => return Some(inner),
                None => return Some(node),
            }
        }
    }

    fn covers(&self, node: NodeId, offset: usize) -> bool {
        let range = self.range(node);
        range.contains(&offset) || (range.is_empty() && range.start == offset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use architect_core::{Limits, Source};

    fn pointer_at(name: &str, text: &str, part: &str) -> String {
        let source = Source::new(name, text);
        let document = Document::read(&source, &Limits::default()).expect("it can be read");
        let start = text.find(part).expect("the part is in the text");
        let node = document.node_at(&source.span(start..start + part.len())).expect("something stands there");
        document.pointer(node)
    }

    #[test]
    fn a_place_names_the_innermost_value_and_a_key_its_value() {
        let json = "{\"a\": {\"b/c\": [1, {\"d\": true}]}}";

        assert_eq!(pointer_at("d.json", json, "\"b/c\""), "#/a/b~1c");
        assert_eq!(pointer_at("d.json", json, "[1,"), "#/a/b~1c");
        assert_eq!(pointer_at("d.json", json, "1,"), "#/a/b~1c/0");
        assert_eq!(pointer_at("d.json", json, "true"), "#/a/b~1c/1/d");
        assert_eq!(pointer_at("d.json", json, "{\"a\""), "#");
    }

    #[test]
    fn an_alias_is_named_where_it_is_written() {
        let yaml = "a: &one\n  b: 1\nc: *one\nd:\n  <<: *one\n  e: 2\n";

        assert_eq!(pointer_at("d.yaml", yaml, "*one\nd"), "#/c");
        assert_eq!(pointer_at("d.yaml", yaml, "b: 1"), "#/a/b");
        assert_eq!(pointer_at("d.yaml", yaml, "2"), "#/d/e");
    }
}
