//! YAML or JSON texts as trees whose every value and key knows its place.
//!
//! In comes a [`Source`], out comes a [`Document`]: an arena of nodes for each file, read without recursion; one number
//! tells file and node. What neighbours lean on:
//!
//! * reading never fails as a whole: a syntax error leaves what came before it, in containers marked incomplete;
//! * aliases are references and are followed by every accessor; nothing is copied, so an alias bomb stays small;
//! * what was not read (too deep, a second YAML document, an endless alias) is in [`File::gaps`]; [`Stream`] reads
//!   every YAML document of a text;
//! * of keys that repeat the last one counts, as JSON readers have it; [`File::duplicates`] tells of the others.

mod arena;
mod builder;
mod file;
mod json;
mod keys;
mod others;
mod place;
pub mod pointer;
mod scalar;
mod stream;
mod syntax;
mod to_json;
mod yaml;

use std::ops::Range;

use architect_core::{Limits, Source, Span, ToolError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use arena::{Data, Node, slice};
use others::Others;

pub use arena::{Duplicate, Entry, NodeHasher, NodeId, NodeMap, NodeSet};
pub use file::File;
pub use others::{Failure, Lead};
pub use scalar::number;
pub use stream::Stream;
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

/// The texts of a document as trees with places: the one that was given, and those that its references lead to.
#[derive(Debug)]
pub struct Document {
    /// The first is the one that was given.
    files: Vec<File>,
    others: Others,
}

/// A file of a [`Document`]; the first one is the text that was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(usize);

impl FileId {
    /// The text that was given.
    pub const FIRST: Self = Self(0);
}

impl Document {
    /// Reads a text alone. Only an empty one, or one beyond what offsets can count, is an error.
    pub fn read(source: &Source, limits: &Limits) -> Result<Self, ToolError> {
        if u32::try_from(source.text().len()).is_err() {
            let (name, length) = (source.name(), source.text().len());
            return Err(ToolError::too_large(format!("`{name}` has {length} bytes, which is more than 4 GiB")));
        }
        let file = File::read(source, NodeId::FIRST, limits)?;
        Ok(Self { files: vec![file], others: Others::default() })
    }

    /// The text that was given.
    pub fn source(&self) -> &Source {
        self.first().source()
    }

    /// How the text that was given is written.
    pub fn format(&self) -> Format {
        self.first().format()
    }

    /// The files, each with its number: the one that was given first.
    pub fn files(&self) -> impl Iterator<Item = (FileId, &File)> {
        self.files.iter().enumerate().map(|(index, file)| (FileId(index), file))
    }

    /// The file of a number.
    pub fn file(&self, id: FileId) -> &File {
        self.files.get(id.0).unwrap_or_else(|| self.first())
    }

    /// The file that a node stands in.
    pub fn file_of(&self, id: NodeId) -> FileId {
        if self.files.len() == 1 {
            return FileId::FIRST;
        }
        let behind = self.files.partition_point(|file| file.arena.root() <= id);
        FileId(behind.saturating_sub(1))
    }

    /// The text that a node stands in.
    pub fn source_of(&self, id: NodeId) -> &Source {
        self.holder(id).source()
    }

    /// The fault at which reading the given text ended, or that a lenient reader passes over.
    pub fn syntax_error(&self) -> Option<&SyntaxError> {
        self.first().syntax_error()
    }

    /// Whether the given text was read to its end.
    pub fn is_whole(&self) -> bool {
        self.first().is_whole()
    }

    /// Whether reading ended inside this container, so that what is missing in it may only be unread.
    pub fn is_incomplete(&self, id: NodeId) -> bool {
        self.holder(id).is_incomplete(id)
    }

    /// Every node, keys included.
    pub fn nodes(&self) -> impl Iterator<Item = NodeId> + use<> {
        (0..self.len()).map(NodeId::nth)
    }

    /// Number of nodes, keys included.
    pub fn len(&self) -> usize {
        self.files.iter().map(|file| file.arena.nodes.len()).sum()
    }

    /// Whether there is no node. A document that was read has at least its root.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The root of the text that was given.
    pub fn root(&self) -> NodeId {
        self.first().root()
    }

    /// The node that an alias stands for; any other node is itself.
    pub fn target(&self, id: NodeId) -> NodeId {
        self.holder(id).target(id)
    }

    /// Reading makes the first file, and nothing takes it away.
    #[expect(clippy::indexing_slicing, reason = "the first file is always there")]
    fn first(&self) -> &File {
        &self.files[0]
    }

    fn holder(&self, id: NodeId) -> &File {
        self.file(self.file_of(id))
    }

    /// The value of a node, seen through an alias.
    pub fn value(&self, id: NodeId) -> Value<'_> {
        let file = self.holder(id);
        let (text, arena) = (file.source().text(), &file.arena);
        match arena.resolved(id).map(|node| node.data) {
            Some(Data::Null) => Value::Null,
            Some(Data::Bool(value)) => Value::Bool(value),
            Some(Data::Number(number)) => Value::Number(arena.text(text, number)),
            Some(Data::String(string)) => Value::String(arena.text(text, string)),
            Some(Data::List { first, len }) => Value::List(slice(&arena.children, first, len)),
            Some(Data::Map { first, len, .. }) => Value::Map(slice(&arena.entries, first, len)),
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
        let file = self.holder(id);
        file.arena.entry(file.source().text(), id, key)
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
        let file = self.holder(key);
        file.arena.key_text(file.source().text(), key).unwrap_or_default()
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

    /// The text of a node as it is written, quotes and escapes included.
    pub fn raw(&self, id: NodeId) -> &str {
        self.source_of(id).slice(self.range(id))
    }

    /// The place of a node with all that is in it: what an edit replaces.
    pub fn whole_span(&self, id: NodeId) -> Span {
        self.source_of(id).span(self.range(id))
    }

    /// The place of a node. Of a container, only its first line counts as its place: the whole would cover all that
    /// is in it.
    pub fn span(&self, id: NodeId) -> Span {
        let range = self.range(id);
        let source = self.source_of(id);
        if matches!(self.value(id), Value::List(_) | Value::Map(_)) {
            let line = source.slice(range.clone()).lines().next().unwrap_or_default();
            return source.span(range.start..range.start + line.trim_end().len());
        }
        source.span(range)
    }

    /// The place of the key that a value stands under, or of the value itself when it has none.
    pub fn key_span(&self, id: NodeId) -> Span {
        self.key_of(id).map_or_else(|| self.span(id), |key| self.span(key))
    }

    /// Every string under a key `$ref`, with the mapping it stands in: those in examples and extensions too.
    pub fn mentions(&self) -> impl Iterator<Item = (NodeId, NodeId)> + '_ {
        self.files.iter().flat_map(|file| self.mentions_in(file))
    }

    fn mentions_in<'f>(&'f self, file: &'f File) -> impl Iterator<Item = (NodeId, NodeId)> + 'f {
        let maps = file.arena.nodes.iter().filter_map(|node| match node.data {
            Data::Map { first, len, .. } => Some(slice(&file.arena.entries, first, len)),
            _ => None,
        });
        let entries = maps.flatten().filter(|entry| self.key(entry.key) == "$ref");
        entries.filter(|entry| self.string(entry.value).is_some()).filter_map(|entry| {
            let object = self.parent(entry.value)?;
            Some((object, entry.value))
        })
    }

    fn node(&self, id: NodeId) -> Option<&Node> {
        self.holder(id).arena.get(id)
    }
}
