//! JSON pointers (RFC 6901), bare and as the fragment of a URI.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::{Document, FileId, NodeId, Value};

/// Escapes a key for a pointer.
pub fn escape(key: &str) -> Cow<'_, str> {
    if key.contains(['~', '/']) { Cow::Owned(key.replace('~', "~0").replace('/', "~1")) } else { Cow::Borrowed(key) }
}

/// Undoes [`escape`].
pub fn unescape(token: &str) -> Cow<'_, str> {
    if token.contains('~') { Cow::Owned(token.replace("~1", "/").replace("~0", "~")) } else { Cow::Borrowed(token) }
}

/// Undoes percent-encoding. A `%` that begins no escape, and bytes that are no UTF-8, stay as they are.
pub fn percent_decode(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let escaped = (*byte == b'%').then(|| bytes.get(at + 1..at + 3)).flatten();
        let value = escaped.and_then(|digits| {
            let digits = std::str::from_utf8(digits).ok()?;
            digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then(|| u8::from_str_radix(digits, 16).ok())?
        });
        decoded.push(value.unwrap_or(*byte));
        at += if value.is_some() { 3 } else { 1 };
    }
    String::from_utf8(decoded).map_or(Cow::Borrowed(text), Cow::Owned)
}

impl Document {
    /// The pointer of a node as a fragment: `#/components/schemas/Order`, in another file than the given one with its
    /// name before it. Not percent-encoded, so that people can read it.
    pub fn pointer(&self, id: NodeId) -> String {
        let file = self.file_of(id);
        let name = if file == FileId::FIRST { "" } else { self.file(file).source().name() };
        // From the node to the root: each with what it stands in.
        let mut way = Vec::with_capacity(16);
        let mut at = id;
        while let Some(parent) = self.parent(at) {
            way.push((at, parent));
            at = parent;
        }
        let mut pointer = String::with_capacity(name.len() + 24 * way.len() + 1);
        pointer.push_str(name);
        pointer.push('#');
        for (node, parent) in way.into_iter().rev() {
            match self.key_of(node) {
                Some(key) => {
                    pointer.push('/');
                    pointer.push_str(&escape(self.key(key)));
                }
                // Items are numbered in their order.
                None => {
                    if let Ok(index) = self.items(parent).binary_search(&node) {
                        // Writing to a string cannot fail.
                        let _ = write!(pointer, "/{index}");
                    }
                }
            }
        }
        pointer
    }

    /// The node at a pointer given as a fragment (`#/components/schemas/Order`), with percent and pointer escapes.
    pub fn find(&self, fragment: &str) -> Option<NodeId> {
        self.find_in(FileId::FIRST, fragment.strip_prefix('#')?)
    }

    /// The node of a file at a pointer, given without the `#`.
    pub fn find_in(&self, file: FileId, path: &str) -> Option<NodeId> {
        let mut node = self.file(file).root();
        if path.is_empty() {
            return Some(node);
        }
        for token in path.strip_prefix('/')?.split('/') {
            let token = percent_decode(token);
            let key = unescape(&token);
            node = match self.value(node) {
                Value::Map(_) => self.get(node, &key)?,
                Value::List(items) => *items.get(key.parse::<usize>().ok()?)?,
                _ => return None,
            };
        }
        Some(self.target(node))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use architect_core::{Limits, Source};

    #[test]
    fn a_reference_finds_keys_with_slashes_tildes_and_percent_escapes() {
        let text = "{\"a/b\": {\"m~n\": {\"{id}\": [10, 20]}}}";
        let document = Document::read(&Source::new("d.json", text), &Limits::default()).expect("it is JSON");

        let node = document.find("#/a~1b/m~0n/%7Bid%7D/1").expect("it is there");

        assert_eq!(document.value(node), Value::Number("20"));
        assert_eq!(document.pointer(node), "#/a~1b/m~0n/{id}/1");
        assert_eq!(document.find("#/a~1b/nothing"), None);
        assert_eq!(percent_decode("100%25 of %zz"), "100% of %zz");
    }
}
