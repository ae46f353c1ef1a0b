//! The arena: every value of a document as a node with its place, addressed by a small number.
//!
//! The finished tree, and the look-ups in it. A child's number is always greater than its parent's, an alias's greater than its
//! target's, so that walks upwards and through aliases end.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Range;

use architect_core::Subject;

use crate::keys::{Atom, Keys};

/// A node of a [`Document`](crate::Document): a small number, valid for that document only. The numbers of a
/// document's files follow each other, so that one number tells file and node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(u32);

impl NodeId {
    /// The root of the first file.
    pub(crate) const FIRST: Self = Self(0);
    pub(crate) const NONE: Self = Self(u32::MAX);

    /// The node of a number below the document's [`len`](crate::Document::len).
    pub fn at(number: usize) -> Self {
        u32::try_from(number).map_or(Self::NONE, Self)
    }

    /// The number itself, for names that must differ.
    pub fn number(self) -> u32 {
        self.0
    }

    /// The node with a number.
    pub(crate) fn nth(index: usize) -> Self {
        Self(small(index))
    }

    fn some(self) -> Option<Self> {
        (self != Self::NONE).then_some(self)
    }
}

impl From<NodeId> for Subject {
    /// The node, whose name is its pointer.
    fn from(node: NodeId) -> Self {
        Self::Number(node.0)
    }
}

/// A map with nodes for keys. They are numbers that no input chooses, so a plain hash does.
pub type NodeMap<V> = HashMap<NodeId, V, BuildHasherDefault<NodeHasher>>;

/// A set of nodes, with the same hash.
pub type NodeSet = HashSet<NodeId, BuildHasherDefault<NodeHasher>>;

/// The hasher of [`NodeMap`] and [`NodeSet`].
#[derive(Debug, Clone, Copy, Default)]
pub struct NodeHasher(u64);

impl Hasher for NodeHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u32(u32::from(*byte));
        }
    }

    fn write_u32(&mut self, number: u32) {
        self.0 = (self.0 ^ u64::from(number)).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(32);
    }
}

/// A key and its value in a mapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The key, a scalar.
    pub key: NodeId,
    /// The value.
    pub value: NodeId,
    /// Of the key's text: rules look fields up far more often than they find them.
    pub(crate) atom: Atom,
}

/// A text that stands in the source as it is, or was decoded because it stands there with escapes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Text {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) decoded: bool,
}

impl Text {
    fn read<'t>(self, source: &'t str, decoded: &'t str) -> &'t str {
        let from = if self.decoded { decoded } else { source };
        from.get(self.start as usize..self.end as usize).unwrap_or_default()
    }
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Data {
    Null,
    Bool(bool),
    Number(Text),
    String(Text),
    List {
        first: u32,
        len: u32,
    },
    /// `order` is the place in `orders` of one with many keys.
    Map {
        first: u32,
        len: u32,
        order: u32,
    },
    Alias(NodeId),
    Unread,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Node {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) parent: NodeId,
    pub(crate) key: NodeId,
    pub(crate) data: Data,
}

impl Node {
    pub(crate) fn parent(&self) -> Option<NodeId> {
        self.parent.some()
    }

    /// The key under which the node stands; `None` in a list and at the root.
    pub(crate) fn key(&self) -> Option<NodeId> {
        self.key.some()
    }

    pub(crate) fn data(&self) -> Data {
        self.data
    }

    pub(crate) fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A key that stands twice in one mapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Duplicate {
    /// The key that came first.
    pub first: NodeId,
    /// The key that repeats it.
    pub second: NodeId,
}

/// The finished tree.
#[derive(Debug, Default)]
pub(crate) struct Arena {
    /// The number of the first node: what the files before this one have used up.
    pub(crate) base: u32,
    pub(crate) nodes: Vec<Node>,
    /// For each node the [`mark`]s of its keys, apart from the nodes, so that many of them are at hand at once.
    pub(crate) marks: Vec<u32>,
    pub(crate) children: Vec<NodeId>,
    pub(crate) entries: Vec<Entry>,
    /// For each mapping with many keys, its entries in the order of their keys' numbers: numbers relative to `first`.
    pub(crate) orders: Vec<u32>,
    pub(crate) decoded: String,
    pub(crate) keys: Keys,
    pub(crate) duplicates: Vec<Duplicate>,
    /// Containers that a syntax error left open: what is missing in them may only be unread.
    pub(crate) incomplete: Vec<NodeId>,
    /// Places that were not read, and why.
    pub(crate) unread: Vec<(Range<usize>, String)>,
}

/// Mappings up to this size are searched from front to back.
pub(crate) const FEW_KEYS: u32 = 12;

/// A sign that a key leaves on its mapping: most look-ups are for keys that are not there, and the sign that is not there
/// either says so without a comparison.
#[inline]
pub(crate) const fn mark(key: &str) -> u32 {
    let bytes = key.as_bytes();
    let sign = match (bytes.first(), bytes.last()) {
        (Some(first), Some(last)) => bytes.len() * 5 + *first as usize + *last as usize * 3,
        _ => 0,
    };
    1 << (sign % 32)
}

impl Arena {
    /// The root, when there is one.
    pub(crate) fn root(&self) -> NodeId {
        NodeId(self.base)
    }

    /// The number that the next node gets; of a finished tree, the base of the one behind it.
    pub(crate) fn next(&self) -> NodeId {
        NodeId(self.base.saturating_add(small(self.nodes.len())))
    }

    #[inline]
    pub(crate) fn get(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id.0.checked_sub(self.base)? as usize)
    }

    pub(crate) fn get_mut(&mut self, id: NodeId) -> Option<&mut Node> {
        self.nodes.get_mut(id.0.checked_sub(self.base)? as usize)
    }

    /// Every node with its number.
    pub(crate) fn all(&self) -> impl Iterator<Item = (NodeId, &Node)> {
        self.nodes.iter().zip(self.base..).map(|(node, number)| (NodeId(number), node))
    }

    /// The node itself, or the one that an alias stands for.
    pub(crate) fn resolved(&self, id: NodeId) -> Option<&Node> {
        let node = self.get(id)?;
        match node.data {
            Data::Alias(target) => self.get(target),
            _ => Some(node),
        }
    }

    /// The entry of a mapping with this key, the last when it repeats.
    #[inline]
    pub(crate) fn entry(&self, source: &str, map: NodeId, key: &str) -> Option<Entry> {
        let marks = self.marks.get(map.0.checked_sub(self.base)? as usize)?;
        if marks & mark(key) == 0 { None } else { self.marked(source, map, key) }
    }

    fn marked(&self, source: &str, map: NodeId, key: &str) -> Option<Entry> {
        let Data::Map { first, len, order } = self.resolved(map)?.data else { return None };
        let atom = self.keys.find(key, |place| self.text(source, place))?;
        let entries = slice(&self.entries, first, len);
        if len <= FEW_KEYS {
            return entries.iter().rev().find(|entry| entry.atom == atom).copied();
        }
        let order = slice(&self.orders, order, len);
        let at = |index: u32| entries.get(index as usize);
        let behind = order.partition_point(|index| at(*index).is_some_and(|entry| entry.atom <= atom));
        at(*order.get(behind.checked_sub(1)?)?).filter(|entry| entry.atom == atom).copied()
    }

    /// Lets a short value read its text from where it stood first: words such as `string` stand everywhere, and are
    /// asked for all the time.
    pub(crate) fn gather(&mut self, source: &str, value: NodeId) {
        const SHORT: u32 = 12;
        if let Some(Node { data: Data::String(text), .. }) = self.get(value)
            && text.end - text.start <= SHORT
        {
            self.number_key(source, value);
        }
    }

    /// The number of a key's text. The key reads its text from where it stood first, which is likely to be at hand.
    pub(crate) fn number_key(&mut self, source: &str, key: NodeId) -> Option<Atom> {
        let node = *self.resolved(key)?;
        let place = match node.data {
            Data::String(text) | Data::Number(text) => text,
            Data::Null | Data::Bool(_) => Text { start: node.start, end: node.end, decoded: false },
            Data::List { .. } | Data::Map { .. } | Data::Alias(_) | Data::Unread => return None,
        };
        let read = |place: Text| place.read(source, &self.decoded);
        let (atom, first) = self.keys.number(read(place), place, read);
        if let Some(Node { data: Data::String(text), .. }) = self.get_mut(key) {
            *text = first;
        }
        Some(atom)
    }

    pub(crate) fn text<'t>(&'t self, source: &'t str, text: Text) -> &'t str {
        text.read(source, &self.decoded)
    }

    /// A scalar as a key: strings decoded, everything else as it is written.
    pub(crate) fn key_text<'t>(&'t self, source: &'t str, key: NodeId) -> Option<&'t str> {
        let node = self.resolved(key)?;
        match node.data {
            Data::String(text) | Data::Number(text) => Some(self.text(source, text)),
            Data::Null | Data::Bool(_) => source.get(node.range()),
            Data::List { .. } | Data::Map { .. } | Data::Alias(_) | Data::Unread => None,
        }
    }
}

pub(crate) fn slice<T>(all: &[T], first: u32, len: u32) -> &[T] {
    all.get(first as usize..first as usize + len as usize).unwrap_or_default()
}

/// Offsets fit: [`Document::read`](crate::Document::read) refuses larger texts.
pub(crate) fn small(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}
