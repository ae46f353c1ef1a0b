//! The arena: every value of a document as a node with its place, addressed by a small number.
//!
//! In come the events of a front end (scalars, beginnings and ends of containers), out comes the finished tree.
//! Nothing here recurses. A child's number is always greater than its parent's, an alias's greater than its
//! target's, so that walks upwards and through aliases end.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Range;

use super::keys::{Atom, Keys};

/// A node of a [`Document`](super::Document): a small number, valid for that document only. The numbers of a
/// document's files follow each other, so that one number tells file and node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(u32);

impl NodeId {
    /// The root of the first file.
    pub(super) const FIRST: Self = Self(0);
    const NONE: Self = Self(u32::MAX);

    /// The node of a number below the document's [`len`](super::Document::len).
    pub(crate) fn at(number: usize) -> Self {
        u32::try_from(number).map_or(Self::NONE, Self)
    }

    /// The number itself, for names that must differ.
    pub(crate) fn number(self) -> u32 {
        self.0
    }

    /// The node with a number.
    pub(super) fn nth(index: usize) -> Self {
        Self(small(index))
    }

    fn some(self) -> Option<Self> {
        (self != Self::NONE).then_some(self)
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
    atom: Atom,
}

/// A text that stands in the source as it is, or was decoded because it stands there with escapes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) decoded: bool,
}

impl Text {
    fn read<'t>(self, source: &'t str, decoded: &'t str) -> &'t str {
        let from = if self.decoded { decoded } else { source };
        from.get(self.start as usize..self.end as usize).unwrap_or_default()
    }
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Data {
    Null,
    Bool(bool),
    Number(Text),
    String(Text),
    List {
        first: u32,
        len: u32,
    },
    /// `look` says where to look for a key: in one with few keys the [`mark`]s of all of them, or else the place in `orders`.
    Map {
        first: u32,
        len: u32,
        look: u32,
    },
    Alias(NodeId),
    Unread,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    pub(super) start: u32,
    pub(super) end: u32,
    parent: NodeId,
    key: NodeId,
    pub(super) data: Data,
}

impl Node {
    pub(super) fn parent(&self) -> Option<NodeId> {
        self.parent.some()
    }

    /// The key under which the node stands; `None` in a list and at the root.
    pub(super) fn key(&self) -> Option<NodeId> {
        self.key.some()
    }

    pub(super) fn data(&self) -> Data {
        self.data
    }

    pub(super) fn range(&self) -> Range<usize> {
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
pub(super) struct Arena {
    /// The number of the first node: what the files before this one have used up.
    base: u32,
    pub(super) nodes: Vec<Node>,
    pub(super) children: Vec<NodeId>,
    pub(super) entries: Vec<Entry>,
    /// For each mapping with many keys, its entries in the order of their keys' numbers: numbers relative to `first`.
    pub(super) orders: Vec<u32>,
    pub(super) decoded: String,
    keys: Keys,
    pub(super) duplicates: Vec<Duplicate>,
    /// Containers that a syntax error left open: what is missing in them may only be unread.
    pub(super) incomplete: Vec<NodeId>,
    /// Places that were not read, and why.
    pub(super) unread: Vec<(Range<usize>, String)>,
}

/// Mappings up to this size are searched from front to back.
const FEW_KEYS: u32 = 12;

/// A sign that a key leaves on its mapping: most look-ups are for keys that are not there, and the sign that is not there
/// either says so without a comparison.
pub(super) const fn mark(key: &str) -> u32 {
    let bytes = key.as_bytes();
    let sign = match (bytes.first(), bytes.last()) {
        (Some(first), Some(last)) => bytes.len() * 5 + *first as usize + *last as usize * 3,
        _ => 0,
    };
    1 << (sign % 32)
}

/// Most nodes that aliases may stand for, beyond those that are written out.
const ALIAS_BUDGET: u64 = 1_000_000;
/// Most entries that merge keys may bring into mappings.
const MERGE_BUDGET: usize = 1_000_000;

/// What kind of container begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Container {
    List,
    Map,
}

#[derive(Debug)]
struct Open {
    node: NodeId,
    container: Container,
    /// Where this container's children begin in `pending`.
    mark: usize,
    /// Nodes below, with aliases expanded.
    expanded: u64,
}

/// Builds an [`Arena`] from the events of a front end.
#[derive(Debug)]
pub(super) struct Builder<'s> {
    text: &'s str,
    arena: Arena,
    open: Vec<Open>,
    pending: Vec<NodeId>,
    /// Those of the container that ends; kept only for its memory.
    children: Vec<NodeId>,
    max_depth: usize,
    /// Containers begun below the depth limit, and the node that stands for them.
    skipping: usize,
    skipped: NodeId,
    expanded: HashMap<NodeId, u64>,
    merged: usize,
    has_alias: bool,
}

impl<'s> Builder<'s> {
    /// `base` is the number that the first node gets.
    pub(super) fn new(text: &'s str, base: NodeId, max_depth: usize) -> Self {
        Self {
            text,
            arena: Arena { base: base.0, ..Arena::default() },
            open: Vec::new(),
            pending: Vec::new(),
            children: Vec::new(),
            max_depth,
            skipping: 0,
            skipped: NodeId::NONE,
            expanded: HashMap::new(),
            merged: 0,
            has_alias: false,
        }
    }

    /// Whether a value was read already and nothing is open.
    pub(super) fn is_complete(&self) -> bool {
        self.open.is_empty() && self.skipping == 0 && !self.arena.nodes.is_empty()
    }

    /// A text that is `value`, as it stands in `range` or decoded.
    pub(super) fn text(&mut self, range: Range<usize>, value: &str) -> Text {
        let raw = self.text.get(range.clone()).unwrap_or_default();
        if raw == value {
            return Text { start: small(range.start), end: small(range.end), decoded: false };
        }
        if raw.get(1..raw.len().saturating_sub(1)) == Some(value) {
            return Text { start: small(range.start + 1), end: small(range.end - 1), decoded: false };
        }
        let start = small(self.arena.decoded.len());
        self.arena.decoded.push_str(value);
        Text { start, end: small(self.arena.decoded.len()), decoded: true }
    }

    pub(super) fn scalar(&mut self, range: Range<usize>, data: Data) -> Option<NodeId> {
        if self.skipping > 0 {
            return None;
        }
        let node = self.push(range, data);
        self.attach(node, 1);
        Some(node)
    }

    /// An alias of a node that was read before.
    pub(super) fn alias(&mut self, range: Range<usize>, target: NodeId) {
        if self.skipping > 0 {
            return;
        }
        self.has_alias = true;
        let node = self.push(range.clone(), Data::Alias(target));
        let size = if let Some(size) = self.expanded.get(&target) {
            *size
        } else if self.open.iter().any(|open| open.node == target) {
            self.arena
                .unread
                .push((range, "an alias inside its own anchor has no end, and is not followed".to_owned()));
            if let Some(node) = self.arena.get_mut(node) {
                node.data = Data::Unread;
            }
            1
        } else {
            1
        };
        self.attach(node, size);
    }

    pub(super) fn open(&mut self, container: Container, start: usize) -> Option<NodeId> {
        if self.skipping > 0 {
            self.skipping += 1;
            return None;
        }
        let depth = self.open.len();
        let data = if depth >= self.max_depth { Data::Unread } else { Data::Null };
        let node = self.push(start..start, data);
        if depth >= self.max_depth {
            self.skipping = 1;
            self.skipped = node;
        } else {
            self.open.push(Open { node, container, mark: self.pending.len(), expanded: 1 });
        }
        Some(node)
    }

    /// Ends the innermost container. `end` is the offset behind it, or `None` for where its last child ends.
    pub(super) fn close(&mut self, end: Option<usize>) {
        if self.skipping > 0 {
            self.skipping -= 1;
            if self.skipping == 0 {
                let node = self.skipped;
                let start = self.arena.get(node).map_or(0, |node| node.start as usize);
                let end = end.unwrap_or(start);
                self.set_end(node, end);
                let reason = format!("nested more than {} levels deep, and not read", self.max_depth);
                self.arena.unread.push((start..end, reason));
                self.attach(node, 1);
            }
            return;
        }
        let Some(open) = self.open.pop() else { return };
        let mut children = std::mem::take(&mut self.children);
        children.extend(self.pending.drain(open.mark.min(self.pending.len())..));
        let last = children.last().and_then(|last| self.arena.get(*last)).map(|node| node.end as usize);
        let start = self.arena.get(open.node).map_or(0, |node| node.start as usize);
        // A block mapping's own mark has no width: it begins with its first key.
        let begin = children.first().and_then(|first| self.arena.get(*first)).map(|node| node.start);
        self.set_end(open.node, end.or(last).unwrap_or(start));
        if let (Some(begin), None, Some(node)) = (begin, end, self.arena.get_mut(open.node)) {
            node.start = begin;
        }
        let data = match open.container {
            Container::List => self.list(&children),
            Container::Map => self.map(open.node, &children),
        };
        children.clear();
        self.children = children;
        if let Some(node) = self.arena.get_mut(open.node) {
            node.data = data;
        }
        if self.has_alias || self.expanded.contains_key(&open.node) {
            self.expanded.insert(open.node, open.expanded);
        }
        self.attach(open.node, open.expanded);
    }

    /// Remembers that aliases may point at this node.
    pub(super) fn anchored(&mut self, node: NodeId) {
        if self.open.last().is_some_and(|open| open.node == node) {
            // Its size is known when it ends; until then an alias of it is inside of it.
            self.has_alias = true;
        } else {
            self.expanded.insert(node, 1);
        }
    }

    /// The tree. What a syntax error left open is closed and marked as incomplete.
    pub(super) fn finish(mut self) -> Arena {
        while self.skipping > 0 {
            self.close(Some(self.text.len()));
        }
        while let Some(open) = self.open.last() {
            self.arena.incomplete.push(open.node);
            self.close(None);
        }
        let total = self.expanded.get(&self.arena.root()).copied().unwrap_or(0);
        if total > ALIAS_BUDGET.saturating_add(self.arena.nodes.len() as u64) {
            self.arena.unread.push((
                0..0,
                format!(
                    "aliases stand for more than {ALIAS_BUDGET} values: what an anchor holds was examined once, not at \
                     every place that uses it"
                ),
            ));
        }
        self.arena
    }

    /// Gives the text from an offset on as not read.
    pub(super) fn unread(&mut self, range: Range<usize>, reason: impl Into<String>) {
        self.arena.unread.push((range, reason.into()));
    }

    fn push(&mut self, range: Range<usize>, data: Data) -> NodeId {
        let id = self.arena.next();
        self.arena.nodes.push(Node {
            start: small(range.start),
            end: small(range.end),
            parent: self.open.last().map_or(NodeId::NONE, |open| open.node),
            key: NodeId::NONE,
            data,
        });
        id
    }

    fn attach(&mut self, node: NodeId, expanded: u64) {
        if let Some(open) = self.open.last_mut() {
            open.expanded = open.expanded.saturating_add(expanded);
            self.pending.push(node);
        }
    }

    fn set_end(&mut self, node: NodeId, end: usize) {
        if let Some(node) = self.arena.get_mut(node) {
            node.end = small(end).max(node.start);
        }
    }

    fn list(&mut self, items: &[NodeId]) -> Data {
        let first = small(self.arena.children.len());
        self.arena.children.extend_from_slice(items);
        Data::List { first, len: small(items.len()) }
    }

    fn map(&mut self, map: NodeId, children: &[NodeId]) -> Data {
        let first = self.arena.entries.len();
        let mut merges = Vec::new();
        for pair in children.chunks(2) {
            let Some(&key) = pair.first() else { continue };
            let range = self.arena.get(key).map(Node::range).unwrap_or_default();
            let Some(atom) = self.arena.number_key(self.text, key) else {
                self.unread(range, "a key that is not a scalar, which is not read");
                continue;
            };
            let value = pair.get(1).copied().unwrap_or_else(|| {
                let value = self.push(range.end..range.end, Data::Unread);
                if let Some(node) = self.arena.get_mut(value) {
                    node.parent = map;
                }
                value
            });
            if range.len() == 2 && self.text.get(range) == Some("<<") {
                merges.push(value);
                continue;
            }
            if let Some(node) = self.arena.get_mut(value) {
                node.key = key;
            }
            self.arena.gather(self.text, value);
            self.arena.entries.push(Entry { key, value, atom });
        }
        if !merges.is_empty() {
            self.merge(first, &merges);
        }
        let look = self.look(first);
        Data::Map { first: small(first), len: small(self.arena.entries.len() - first), look }
    }

    /// Brings the entries of merge keys into a mapping: own keys outrank them, earlier merges outrank later ones.
    fn merge(&mut self, first: usize, merges: &[NodeId]) {
        let mut entries = self.arena.entries.split_off(first);
        let mut sources = Vec::new();
        for merge in merges {
            match self.arena.resolved(*merge).map(|node| node.data) {
                Some(Data::List { first, len }) => {
                    sources.extend_from_slice(slice(&self.arena.children, first, len));
                }
                _ => sources.push(*merge),
            }
        }
        let mut known: std::collections::HashSet<String> =
            entries.iter().filter_map(|entry| self.arena.key_text(self.text, entry.key)).map(str::to_owned).collect();
        for source in sources {
            let Some(node) = self.arena.resolved(source).copied() else { continue };
            let Data::Map { first, len, .. } = node.data else {
                self.unread(node.range(), "a merge key whose value is not a mapping, which is not read");
                continue;
            };
            self.merged = self.merged.saturating_add(len as usize);
            if self.merged > MERGE_BUDGET {
                self.unread(node.range(), "merge keys bring in too many entries, which are not read");
                break;
            }
            for entry in slice(&self.arena.entries, first, len) {
                if let Some(text) = self.arena.key_text(self.text, entry.key)
                    && !known.contains(text)
                {
                    known.insert(text.to_owned());
                    entries.push(*entry);
                }
            }
        }
        self.arena.entries.append(&mut entries);
    }

    /// Finds the keys of a mapping that repeat, and prepares the look-up of keys in it.
    fn look(&mut self, first: usize) -> u32 {
        let entries = self.arena.entries.get(first..).unwrap_or_default();
        let few = entries.len() <= FEW_KEYS as usize;
        let differ = |(at, entry): (usize, &Entry)| {
            entries.get(at + 1..).is_some_and(|rest| rest.iter().all(|other| other.atom != entry.atom))
        };
        let texts = entries.iter().filter_map(|entry| self.arena.key_text(self.text, entry.key));
        let marks = if few { texts.fold(0, |marks, text| marks | mark(text)) } else { 0 };
        if few && entries.iter().enumerate().all(differ) {
            return marks;
        }
        let atom = |index: u32| entries.get(index as usize).map(|entry| entry.atom);
        let mut order: Vec<u32> = (0..small(entries.len())).collect();
        order.sort_by_key(|index| atom(*index));
        let mut same = 0;
        for at in 1..order.len() {
            let (Some(a), Some(b)) = (order.get(same), order.get(at)) else { continue };
            if atom(*a) == atom(*b) {
                if let (Some(a), Some(b)) = (entries.get(*a as usize), entries.get(*b as usize)) {
                    self.arena.duplicates.push(Duplicate { first: a.key, second: b.key });
                }
            } else {
                same = at;
            }
        }
        if few {
            return marks;
        }
        let at = small(self.arena.orders.len());
        self.arena.orders.append(&mut order);
        at
    }
}

impl Arena {
    /// The root, when there is one.
    pub(super) fn root(&self) -> NodeId {
        NodeId(self.base)
    }

    /// The number that the next node gets; of a finished tree, the base of the one behind it.
    pub(super) fn next(&self) -> NodeId {
        NodeId(self.base.saturating_add(small(self.nodes.len())))
    }

    pub(super) fn get(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id.0.checked_sub(self.base)? as usize)
    }

    fn get_mut(&mut self, id: NodeId) -> Option<&mut Node> {
        self.nodes.get_mut(id.0.checked_sub(self.base)? as usize)
    }

    /// Every node with its number.
    pub(super) fn all(&self) -> impl Iterator<Item = (NodeId, &Node)> {
        self.nodes.iter().zip(self.base..).map(|(node, number)| (NodeId(number), node))
    }

    /// The node itself, or the one that an alias stands for.
    pub(super) fn resolved(&self, id: NodeId) -> Option<&Node> {
        let node = self.get(id)?;
        match node.data {
            Data::Alias(target) => self.get(target),
            _ => Some(node),
        }
    }

    /// The entry of a mapping with this key, the last when it repeats.
    pub(super) fn entry(&self, source: &str, map: NodeId, key: &str) -> Option<Entry> {
        let Data::Map { first, len, look } = self.resolved(map)?.data else { return None };
        if len <= FEW_KEYS && look & mark(key) == 0 {
            return None;
        }
        let atom = self.keys.find(key, |place| self.text(source, place))?;
        let entries = slice(&self.entries, first, len);
        if len <= FEW_KEYS {
            return entries.iter().rev().find(|entry| entry.atom == atom).copied();
        }
        let order = slice(&self.orders, look, len);
        let at = |index: u32| entries.get(index as usize);
        let behind = order.partition_point(|index| at(*index).is_some_and(|entry| entry.atom <= atom));
        at(*order.get(behind.checked_sub(1)?)?).filter(|entry| entry.atom == atom).copied()
    }

    /// Lets a short value read its text from where it stood first: words such as `string` stand everywhere, and are
    /// asked for all the time.
    fn gather(&mut self, source: &str, value: NodeId) {
        const SHORT: u32 = 12;
        if let Some(Node { data: Data::String(text), .. }) = self.get(value)
            && text.end - text.start <= SHORT
        {
            self.number_key(source, value);
        }
    }

    /// The number of a key's text. The key reads its text from where it stood first, which is likely to be at hand.
    fn number_key(&mut self, source: &str, key: NodeId) -> Option<Atom> {
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

    pub(super) fn text<'t>(&'t self, source: &'t str, text: Text) -> &'t str {
        text.read(source, &self.decoded)
    }

    /// A scalar as a key: strings decoded, everything else as it is written.
    pub(super) fn key_text<'t>(&'t self, source: &'t str, key: NodeId) -> Option<&'t str> {
        let node = self.resolved(key)?;
        match node.data {
            Data::String(text) | Data::Number(text) => Some(self.text(source, text)),
            Data::Null | Data::Bool(_) => source.get(node.range()),
            Data::List { .. } | Data::Map { .. } | Data::Alias(_) | Data::Unread => None,
        }
    }
}

pub(super) fn slice<T>(all: &[T], first: u32, len: u32) -> &[T] {
    all.get(first as usize..first as usize + len as usize).unwrap_or_default()
}

/// Offsets fit: [`Document::read`](super::Document::read) refuses larger texts.
pub(super) fn small(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}
