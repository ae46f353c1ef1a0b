//! A YAML or JSON text as a tree whose every value and key knows its place.
//!
//! In comes a [`Source`], out comes a [`Document`]: an arena of nodes, read without recursion. What neighbours lean
//! on:
//!
//! * reading never fails as a whole: a syntax error leaves what came before it, in containers marked incomplete;
//! * aliases are references and are followed by every accessor; nothing is copied, so an alias bomb stays small;
//! * what was not read (too deep, a second YAML document, an endless alias) is in [`Document::gaps`];
//! * keys that repeat are all kept, and look-ups give the last one, as JSON readers do.

mod arena;
mod json;
mod place;
pub mod pointer;
mod scalar;
mod sniff;
mod syntax;
mod to_json;
pub mod version;
mod yaml;

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use architect_core::{Gap, Limits, Source, Span, ToolError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use arena::{Arena, Builder, Data, FEW_KEYS, NO_ORDER, Node, slice};

pub use arena::{Duplicate, Entry, NodeId};
pub(crate) use scalar::number;
pub use sniff::looks_like;
pub use syntax::SyntaxError;
pub use to_json::TooLarge;

/// How a document is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// YAML 1.2.
    Yaml,
    /// JSON.
    Json,
}

/// A value, seen through aliases.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'d> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number as it is written.
    Number(&'d str),
    /// A string, decoded.
    String(&'d str),
    /// A list.
    List(&'d [NodeId]),
    /// A mapping, its entries in the order of the text.
    Map(&'d [Entry]),
    /// A part that was not read; the gaps say why.
    Unread,
}

impl Value<'_> {
    /// What a message calls a value of this kind.
    pub fn describe(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::List(_) => "a list",
            Self::Map(_) => "an object",
            Self::Unread => "something that was not read",
        }
    }
}

/// A text as a tree with places.
#[derive(Debug)]
pub struct Document {
    source: Source,
    format: Format,
    arena: Arena,
    syntax: Option<SyntaxError>,
    comments: Vec<Range<usize>>,
    incomplete: HashSet<NodeId>,
}

impl Document {
    /// Reads a text. Only an empty one, or one beyond what offsets can count, is an error.
    pub fn read(source: &Source, limits: &Limits) -> Result<Self, ToolError> {
        let text = source.text();
        let name = source.name();
        if u32::try_from(text.len()).is_err() {
            return Err(ToolError::too_large(format!("`{name}` has {} bytes, which is more than 4 GiB", text.len())));
        }
        if text.trim_matches(['\0', ' ', '\t', '\r', '\n']).is_empty() {
            return Err(ToolError::invalid_input(format!("`{name}` is empty"))
                .help("give an OpenAPI document, which begins with a line such as `openapi: 3.1.0`"));
        }
        let document = if text.trim_start().starts_with(['{', '[']) {
            Self::json(source, limits)
        } else {
            Self::yaml(source, limits)
        };
        if document.arena.nodes.is_empty() {
            let error = ToolError::invalid_input(match &document.syntax {
                Some(error) => format!("`{name}` cannot be read: {}", error.message),
                None => format!("`{name}` holds no value, only comments or white space"),
            });
            return Err(error.help("give an OpenAPI document as YAML or JSON"));
        }
        Ok(document)
    }

    fn json(source: &Source, limits: &Limits) -> Self {
        let mut builder = Builder::new(source.text(), limits.max_depth);
        let result = json::read(source.text(), &mut builder);
        let json = Self::new(source, Format::Json, builder.finish(), result.err(), Vec::new());
        let Some(error) = &json.syntax else { return json };
        let mut yaml = Self::yaml(source, limits);
        if yaml.syntax.is_some() {
            return json;
        }
        // What a name calls JSON has to be JSON, though it can be read.
        if has_extension(source.name(), "json") {
            yaml.syntax = Some(error.clone());
        }
        yaml
    }

    fn yaml(source: &Source, limits: &Limits) -> Self {
        let mut builder = Builder::new(source.text(), limits.max_depth);
        let mut comments = Vec::new();
        let result = yaml::read(source.text(), &mut builder, &mut comments);
        comments.sort_by_key(|range| range.start);
        Self::new(source, Format::Yaml, builder.finish(), result.err(), comments)
    }

    fn new(
        source: &Source,
        format: Format,
        arena: Arena,
        syntax: Option<SyntaxError>,
        comments: Vec<Range<usize>>,
    ) -> Self {
        let incomplete = arena.incomplete.iter().copied().collect();
        Self { source: source.clone(), format, arena, syntax, comments, incomplete }
    }

    /// The text the document was read from.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// How it is written.
    pub fn format(&self) -> Format {
        self.format
    }

    /// The fault at which reading ended, or that a lenient reader passes over.
    pub fn syntax_error(&self) -> Option<&SyntaxError> {
        self.syntax.as_ref()
    }

    /// Whether the text was read to its end.
    pub fn is_whole(&self) -> bool {
        self.incomplete.is_empty()
    }

    /// Whether reading ended inside this container, so that what is missing in it may only be unread.
    pub fn is_incomplete(&self, id: NodeId) -> bool {
        self.incomplete.contains(&self.target(id))
    }

    /// Byte ranges of the comments, in order. JSON has none.
    pub fn comments(&self) -> &[Range<usize>] {
        &self.comments
    }

    /// Keys that stand twice in one mapping, in the order of the mappings' ends.
    pub fn duplicates(&self) -> &[Duplicate] {
        &self.arena.duplicates
    }

    /// What was not read, and why.
    pub fn gaps(&self) -> Vec<Gap> {
        let gap = |(range, reason): &(Range<usize>, String)| Gap::at(self.source.span(range.clone()), reason.clone());
        let mut gaps: Vec<Gap> = self.arena.unread.iter().map(gap).collect();
        if let (Some(error), false) = (&self.syntax, self.is_whole()) {
            let rest = self.source.span(error.at..self.source.text().len());
            gaps.push(Gap::at(rest, "the text from the syntax error on was not read"));
        }
        gaps
    }

    /// Number of nodes, keys included.
    pub fn len(&self) -> usize {
        self.arena.nodes.len()
    }

    /// Whether there is no node. A document that was read has at least its root.
    pub fn is_empty(&self) -> bool {
        self.arena.nodes.is_empty()
    }

    /// The root.
    pub fn root(&self) -> NodeId {
        self.target(NodeId::ROOT)
    }

    /// The node that an alias stands for; any other node is itself.
    pub fn target(&self, id: NodeId) -> NodeId {
        match self.arena.nodes.get(id.index()).map(|node| node.data) {
            Some(Data::Alias(target)) => target,
            _ => id,
        }
    }

    /// The value of a node, seen through an alias.
    pub fn value(&self, id: NodeId) -> Value<'_> {
        let text = self.source.text();
        match self.arena.resolved(id).map(|node| node.data) {
            Some(Data::Null) => Value::Null,
            Some(Data::Bool(value)) => Value::Bool(value),
            Some(Data::Number(number)) => Value::Number(self.arena.text(text, number)),
            Some(Data::String(string)) => Value::String(self.arena.text(text, string)),
            Some(Data::List { first, len }) => Value::List(slice(&self.arena.children, first, len)),
            Some(Data::Map { first, len, .. }) => Value::Map(slice(&self.arena.entries, first, len)),
            Some(Data::Alias(_) | Data::Unread) | None => Value::Unread,
        }
    }

    /// The string, when the node is one.
    pub fn string(&self, id: NodeId) -> Option<&str> {
        match self.value(id) {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The boolean, when the node is one.
    pub fn boolean(&self, id: NodeId) -> Option<bool> {
        match self.value(id) {
            Value::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// The entries of a mapping; none for any other value.
    pub fn entries(&self, id: NodeId) -> &[Entry] {
        match self.value(id) {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a list; none for any other value.
    pub fn items(&self, id: NodeId) -> &[NodeId] {
        match self.value(id) {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The entry of a mapping with this key, the last when it repeats.
    pub fn entry(&self, id: NodeId, key: &str) -> Option<Entry> {
        let Some(Data::Map { first, len, order }) = self.arena.resolved(id).map(|node| node.data) else {
            return None;
        };
        let entries = slice(&self.arena.entries, first, len);
        if order == NO_ORDER || len <= FEW_KEYS {
            return entries.iter().rev().find(|entry| self.key(entry.key) == key).copied();
        }
        let order = slice(&self.arena.orders, order, len);
        let at = |index: u32| entries.get(index as usize).copied();
        let behind = order.partition_point(|index| at(*index).is_some_and(|entry| self.key(entry.key) <= key));
        let entry = at(*order.get(behind.checked_sub(1)?)?)?;
        (self.key(entry.key) == key).then_some(entry)
    }

    /// The value of a mapping under this key.
    pub fn get(&self, id: NodeId, key: &str) -> Option<NodeId> {
        self.entry(id, key).map(|entry| entry.value)
    }

    /// The string of a mapping under this key.
    pub fn get_string(&self, id: NodeId, key: &str) -> Option<&str> {
        self.get(id, key).and_then(|value| self.string(value))
    }

    /// A key's text: strings decoded, other scalars as they are written.
    pub fn key(&self, key: NodeId) -> &str {
        self.arena.key_text(self.source.text(), key).unwrap_or_default()
    }

    /// The mapping or list that a node stands in.
    pub fn parent(&self, id: NodeId) -> Option<NodeId> {
        self.node(id)?.parent()
    }

    /// The key that a value stands under; `None` in a list and at the root.
    pub fn key_of(&self, id: NodeId) -> Option<NodeId> {
        self.node(id)?.key()
    }

    /// The bytes of a node; an alias's own, not its target's.
    pub fn range(&self, id: NodeId) -> Range<usize> {
        self.node(id).map(Node::range).unwrap_or_default()
    }

    /// The place of a node. Of a container, only its first line counts as its place: the whole would cover all that
    /// is in it.
    pub fn span(&self, id: NodeId) -> Span {
        let range = self.range(id);
        if matches!(self.value(id), Value::List(_) | Value::Map(_)) {
            let line = self.source.slice(range.clone()).lines().next().unwrap_or_default();
            return self.source.span(range.start..range.start + line.trim_end().len());
        }
        self.source.span(range)
    }

    /// The place of the key that a value stands under, or of the value itself when it has none.
    pub fn key_span(&self, id: NodeId) -> Span {
        self.key_of(id).map_or_else(|| self.span(id), |key| self.span(key))
    }

    /// Every string under a key `$ref`, with the mapping it stands in: those in examples and extensions too.
    pub fn mentions(&self) -> impl Iterator<Item = (NodeId, NodeId)> + '_ {
        let maps = self.arena.nodes.iter().filter_map(|node| match node.data {
            Data::Map { first, len, .. } => Some(slice(&self.arena.entries, first, len)),
            _ => None,
        });
        let entries = maps.flatten().filter(|entry| self.key(entry.key) == "$ref");
        entries.filter(|entry| self.string(entry.value).is_some()).filter_map(|entry| {
            let object = self.parent(entry.value)?;
            Some((object, entry.value))
        })
    }

    /// How far the entry or item reaches whose text begins at an offset: for ignore comments.
    pub fn extents(&self) -> BTreeMap<usize, Range<usize>> {
        let mut extents = BTreeMap::new();
        for index in 0..self.arena.nodes.len() {
            let Some(node) = self.arena.nodes.get(index) else { continue };
            let range = node.range();
            if let Some(key) = node.key().and_then(|key| self.node(key)) {
                extents.insert(key.range().start, key.range().start..range.end.max(key.range().end));
            } else if let Some(Data::List { .. }) = node.parent().and_then(|id| self.node(id)).map(|node| node.data) {
                // An item is reached through its dash, which lies before it.
                let before = self.source.text().get(..range.start).unwrap_or_default().trim_end();
                if before.ends_with('-') {
                    extents.insert(before.len() - 1, before.len() - 1..range.end);
                }
            }
        }
        extents
    }

    fn node(&self, id: NodeId) -> Option<&Node> {
        self.arena.nodes.get(id.index())
    }
}

fn has_extension(name: &str, extension: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case(extension))
}
