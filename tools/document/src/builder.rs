//! Builds the [`Arena`] of a text from the events of a front end: scalars, beginnings and ends of containers.
//!
//! Nothing here recurses. What a syntax error left open is closed and marked as incomplete.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::arena::{Arena, Data, Duplicate, Entry, FEW_KEYS, Node, NodeId, Text, mark, slice, small};

/// Most nodes that aliases may stand for, beyond those that are written out.
const ALIAS_BUDGET: u64 = 1_000_000;
/// Most entries that merge keys may bring into mappings.
const MERGE_BUDGET: usize = 1_000_000;

/// What kind of container begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Container {
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
pub(crate) struct Builder<'s> {
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
    pub(crate) fn new(text: &'s str, base: NodeId, max_depth: usize) -> Self {
        Self::with_room(text, base, max_depth, text.len())
    }

    /// Like [`new`](Self::new), for about so many bytes of the text.
    pub(crate) fn with_room(text: &'s str, base: NodeId, max_depth: usize, bytes: usize) -> Self {
        // Memory that is not written costs nothing, but growing copies all there is: room for nodes of few bytes each.
        let nodes = bytes / 12;
        let arena = Arena {
            base: base.number(),
            nodes: Vec::with_capacity(nodes),
            marks: Vec::with_capacity(nodes),
            entries: Vec::with_capacity(nodes / 2),
            ..Arena::default()
        };
        Self {
            text,
            arena,
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
    pub(crate) fn is_complete(&self) -> bool {
        self.open.is_empty() && self.skipping == 0 && !self.arena.nodes.is_empty()
    }

    /// A text that is `value`, as it stands in `range` or decoded.
    pub(crate) fn text(&mut self, range: Range<usize>, value: &str) -> Text {
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

    pub(crate) fn scalar(&mut self, range: Range<usize>, data: Data) -> Option<NodeId> {
        if self.skipping > 0 {
            return None;
        }
        let node = self.push(range, data);
        self.attach(node, 1);
        Some(node)
    }

    /// An alias of a node that was read before.
    pub(crate) fn alias(&mut self, range: Range<usize>, target: NodeId) {
        if self.skipping > 0 {
            return;
        }
        self.has_alias = true;
        let node = self.push(range.clone(), Data::Alias(target));
        // What it stands for may not have ended yet.
        self.set_marks(node, u32::MAX);
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

    pub(crate) fn open(&mut self, container: Container, start: usize) -> Option<NodeId> {
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
    pub(crate) fn close(&mut self, end: Option<usize>) {
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
    pub(crate) fn anchored(&mut self, node: NodeId) {
        if self.open.last().is_some_and(|open| open.node == node) {
            // Its size is known when it ends; until then an alias of it is inside of it.
            self.has_alias = true;
        } else {
            self.expanded.insert(node, 1);
        }
    }

    /// The tree. What a syntax error left open is closed and marked as incomplete.
    pub(crate) fn finish(mut self) -> Arena {
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
    pub(crate) fn unread(&mut self, range: Range<usize>, reason: impl Into<String>) {
        self.arena.unread.push((range, reason.into()));
    }

    fn push(&mut self, range: Range<usize>, data: Data) -> NodeId {
        let id = self.arena.next();
        self.arena.marks.push(0);
        self.arena.nodes.push(Node {
            start: small(range.start),
            end: small(range.end),
            parent: self.open.last().map_or(NodeId::NONE, |open| open.node),
            key: NodeId::NONE,
            data,
        });
        id
    }

    fn set_marks(&mut self, node: NodeId, marks: u32) {
        let index = node.number().wrapping_sub(self.arena.base) as usize;
        if let Some(place) = self.arena.marks.get_mut(index) {
            *place = marks;
        }
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
        let order = self.order(first);
        let entries = self.arena.entries.get(first..).unwrap_or_default();
        let texts = entries.iter().filter_map(|entry| self.arena.key_text(self.text, entry.key));
        let marks = texts.fold(0, |marks, text| marks | mark(text));
        self.set_marks(map, marks);
        Data::Map { first: small(first), len: small(self.arena.entries.len() - first), order }
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

    /// Leaves of keys that repeat the last one in the mapping, as JSON readers do, and prepares the look-up of keys in it.
    fn order(&mut self, first: usize) -> u32 {
        let mut order = self.ordered(first);
        if self.leave_last(first, &order) {
            order = self.ordered(first);
        }
        let at = small(self.arena.orders.len());
        if self.arena.entries.len().saturating_sub(first) > FEW_KEYS as usize {
            self.arena.orders.append(&mut order);
        }
        at
    }

    /// The entries of a mapping in the order of their keys' numbers, those of one key in the order of the text; empty for one
    /// with few keys that all differ, which is looked through as it is.
    fn ordered(&self, first: usize) -> Vec<u32> {
        let entries = self.arena.entries.get(first..).unwrap_or_default();
        let differ = |(at, entry): (usize, &Entry)| {
            entries.get(at + 1..).is_some_and(|rest| rest.iter().all(|other| other.atom != entry.atom))
        };
        if entries.len() <= FEW_KEYS as usize && entries.iter().enumerate().all(differ) {
            return Vec::new();
        }
        let mut order: Vec<u32> = (0..small(entries.len())).collect();
        order.sort_by_key(|index| entries.get(*index as usize).map(|entry| entry.atom));
        order
    }

    /// Takes the entries out whose key comes again, and remembers them. Whether there were any.
    fn leave_last(&mut self, first: usize, order: &[u32]) -> bool {
        let entries = self.arena.entries.get(first..).unwrap_or_default();
        let entry = |index: &u32| entries.get(*index as usize);
        let mut gone: HashSet<NodeId> = HashSet::new();
        for same in order.chunk_by(|a, b| entry(a).map(|entry| entry.atom) == entry(b).map(|entry| entry.atom)) {
            let Some((start, again)) = same.split_first() else { continue };
            if let Some((_, before)) = same.split_last() {
                gone.extend(before.iter().filter_map(entry).map(|entry| entry.key));
            }
            for second in again {
                if let (Some(first), Some(second)) = (entry(start), entry(second)) {
                    self.arena.duplicates.push(Duplicate { first: first.key, second: second.key });
                }
            }
        }
        if gone.is_empty() {
            return false;
        }
        let kept: Vec<Entry> = entries.iter().filter(|entry| !gone.contains(&entry.key)).copied().collect();
        self.arena.entries.truncate(first);
        self.arena.entries.extend(kept);
        true
    }
}
