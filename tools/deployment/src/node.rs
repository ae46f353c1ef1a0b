//! A value in a document, with the document at hand: what the models and the rules read through.
//!
//! A null is the same as nothing, as Kubernetes and Compose have it; [`Node::entry`] tells them apart.

use std::ops::Range;

use architect_core::{Source, Span};
use architect_document::{Document, NodeId, Value};

/// A value in a document. Cheap to copy.
#[derive(Debug, Clone, Copy)]
pub struct Node<'m> {
    document: &'m Document,
    id: NodeId,
}

/// A key and its value.
#[derive(Debug, Clone, Copy)]
pub struct Field<'m> {
    /// The key's text.
    pub key: &'m str,
    /// The key.
    pub place: Node<'m>,
    /// The value; it may be null.
    pub value: Node<'m>,
}

impl PartialEq for Node<'_> {
    /// Whether both are the same place of the same document.
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.document, other.document) && self.id == other.id
    }
}

impl<'m> Node<'m> {
    /// The node of a number.
    pub fn new(document: &'m Document, id: NodeId) -> Self {
        Self { document, id }
    }

    /// The root of a document.
    pub fn root(document: &'m Document) -> Self {
        Self { document, id: document.root() }
    }

    /// The document.
    pub fn document(self) -> &'m Document {
        self.document
    }

    /// The number in the document.
    pub fn id(self) -> NodeId {
        self.id
    }

    /// The value, seen through aliases.
    pub fn value(self) -> Value<'m> {
        self.document.value(self.id)
    }

    /// What stands under a key, unless it is null.
    pub fn get(self, key: &str) -> Option<Self> {
        self.document.get(self.id, key).map(|id| Self { id, ..self }).filter(|node| !node.is_null())
    }

    /// What stands under a way of keys: `spec.template.spec`.
    pub fn at(self, path: &str) -> Option<Self> {
        path.split('.').try_fold(self, Self::get)
    }

    /// The entry of a key, with a value that may be null.
    pub fn entry(self, key: &str) -> Option<Field<'m>> {
        self.document.entry(self.id, key).map(|entry| self.field(entry))
    }

    fn field(self, entry: architect_document::Entry) -> Field<'m> {
        Field {
            key: self.document.key(entry.key),
            place: Self { id: entry.key, ..self },
            value: Self { id: entry.value, ..self },
        }
    }

    /// The entries of a mapping; none of anything else.
    pub fn entries(self) -> impl Iterator<Item = Field<'m>> {
        self.document.entries(self.id).iter().map(move |entry| self.field(*entry))
    }

    /// The items of a list; none of anything else.
    pub fn items(self) -> impl Iterator<Item = Self> {
        self.document.items(self.id).iter().map(move |id| Self { id: *id, ..self })
    }

    /// The items of the list under a key.
    pub fn list(self, key: &str) -> impl Iterator<Item = Self> + use<'m> {
        self.get(key).into_iter().flat_map(Self::items)
    }

    /// The entries of the mapping under a key.
    pub fn map(self, key: &str) -> impl Iterator<Item = Field<'m>> + use<'m> {
        self.get(key).into_iter().flat_map(Self::entries)
    }

    /// The string, when it is one.
    pub fn string(self) -> Option<&'m str> {
        self.document.string(self.id)
    }

    /// The string under a key.
    pub fn get_string(self, key: &str) -> Option<&'m str> {
        self.get(key).and_then(Self::string)
    }

    /// The text of a scalar: a string decoded, a number as it is written.
    pub fn text(self) -> Option<&'m str> {
        match self.value() {
            Value::String(text) | Value::Number(text) => Some(text),
            Value::Bool(true) => Some("true"),
            Value::Bool(false) => Some("false"),
            _ => None,
        }
    }

    /// The text of the scalar under a key.
    pub fn get_text(self, key: &str) -> Option<&'m str> {
        self.get(key).and_then(Self::text)
    }

    /// The boolean, when it is one.
    pub fn boolean(self) -> Option<bool> {
        self.document.boolean(self.id)
    }

    /// The boolean under a key.
    pub fn get_boolean(self, key: &str) -> Option<bool> {
        self.get(key).and_then(Self::boolean)
    }

    /// The whole number, when it is one, also when it stands in quotes.
    pub fn integer(self) -> Option<i64> {
        self.text().and_then(|text| text.parse().ok())
    }

    /// The whole number under a key.
    pub fn get_integer(self, key: &str) -> Option<i64> {
        self.get(key).and_then(Self::integer)
    }

    /// Whether it is null.
    pub fn is_null(self) -> bool {
        matches!(self.value(), Value::Null)
    }

    /// Whether it is a mapping.
    pub fn is_map(self) -> bool {
        matches!(self.value(), Value::Map(_))
    }

    /// Whether it is a list.
    pub fn is_list(self) -> bool {
        matches!(self.value(), Value::List(_))
    }

    /// Whether it is filled in later, by a template or from the environment: its text is not what will be.
    pub fn is_filled_in_later(self) -> bool {
        self.text().is_some_and(is_filled_in_later)
    }

    /// The key it stands under.
    pub fn key(self) -> Option<&'m str> {
        self.document.key_of(self.id).map(|key| self.document.key(key))
    }

    /// What it stands in.
    pub fn parent(self) -> Option<Self> {
        self.document.parent(self.id).map(|id| Self { id, ..self })
    }

    /// The place; of a container, its first line.
    pub fn span(self) -> Span {
        self.document.span(self.id)
    }

    /// The place of the key it stands under, or its own when there is none.
    pub fn key_span(self) -> Span {
        self.document.key_span(self.id)
    }

    /// The place with all that is in it.
    pub fn whole_span(self) -> Span {
        self.document.whole_span(self.id)
    }

    /// Its bytes in the text.
    pub fn range(self) -> Range<usize> {
        self.document.range(self.id)
    }

    /// The text as it is written.
    pub fn raw(self) -> &'m str {
        self.document.raw(self.id)
    }

    /// The source.
    pub fn source(self) -> &'m Source {
        self.document.source()
    }
}

/// Whether a text has marks of a template or of variables in it: `{{ .Values.x }}`, `${X}`, `$(X)`.
pub fn is_filled_in_later(text: &str) -> bool {
    text.contains("{{") || text.contains("${") || text.contains("$(") || text.contains("<%")
}
