//! Pairs of objects that belong together, one of each document: each is compared once, however often it is used.
//!
//! A pair has changes, and edges to the pairs of its parts. From the operations on, it is told along the edges where a
//! pair is used, and by which operations. All is done with work lists: cycles end, and nothing recurses.

use std::collections::HashMap;

use super::change::{Change, Direction};
use super::schema::ConjunctionId;
use super::site::{Site, Sites, Step};
use architect_document::NodeId;

/// What two objects are, one of each document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Pair {
    Document,
    Operation(usize),
    /// The `security` of the documents, for operations that have none of their own.
    Security(Option<NodeId>, Option<NodeId>),
    Scheme(NodeId, NodeId),
    Parameter(NodeId, NodeId),
    Header(NodeId, NodeId),
    Body(NodeId, NodeId),
    Response(NodeId, NodeId),
    /// A body or response with the media types of an operation of Swagger 2.0, by the operation in the base.
    Content(NodeId, NodeId, NodeId),
    MediaType(NodeId, NodeId),
    Schema(ConjunctionId, ConjunctionId),
}

/// A pair by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct PairId(u32);

impl PairId {
    fn index(self) -> usize {
        self.0 as usize
    }
}

/// Most operations that are remembered for a pair: the first in the order of the documents.
const MOST_USERS: usize = 24;

/// The operations that use a pair, the first ones in the order of the documents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Users {
    pub(crate) first: Vec<u32>,
    pub(crate) more: bool,
}

impl Users {
    /// With the others; whether that made a difference. What stays are the smallest of all, whatever the order.
    fn join(&mut self, other: &Self) -> bool {
        let mut changed = false;
        for user in &other.first {
            if let Err(at) = self.first.binary_search(user) {
                if at < MOST_USERS {
                    self.first.insert(at, *user);
                    changed = true;
                }
                if self.first.len() > MOST_USERS || at >= MOST_USERS {
                    self.first.truncate(MOST_USERS);
                    changed |= !self.more;
                    self.more = true;
                }
            }
        }
        changed |= other.more && !self.more;
        self.more |= other.more;
        changed
    }
}

#[derive(Debug, Default)]
pub(crate) struct Node {
    pub(crate) changes: Vec<Change>,
    edges: Vec<(PairId, Step)>,
    pub(crate) sites: Sites,
    /// The operations that send it, and those that receive it.
    pub(crate) users: [Users; 2],
}

/// All pairs that were met.
#[derive(Debug, Default)]
pub(crate) struct Pairs {
    numbers: HashMap<Pair, PairId>,
    met: Vec<Pair>,
    nodes: Vec<Node>,
    roots: Vec<PairId>,
}

impl Pairs {
    /// The number of a pair; a new one waits to be compared.
    pub(crate) fn meet(&mut self, pair: Pair) -> PairId {
        let next = PairId(u32::try_from(self.met.len()).unwrap_or(u32::MAX));
        *self.numbers.entry(pair).or_insert_with(|| {
            self.met.push(pair);
            self.nodes.push(Node::default());
            next
        })
    }

    /// Whether a pair was met.
    pub(crate) fn knows(&self, pair: Pair) -> bool {
        self.numbers.contains_key(&pair)
    }

    /// A pair that nothing leads to.
    pub(crate) fn root_of(&mut self, pair: Pair, site: Site) -> PairId {
        let id = self.meet(pair);
        if let Some(node) = self.nodes.get_mut(id.index()) {
            node.sites = Sites::of(site);
        }
        self.roots.push(id);
        id
    }

    /// An operation, by its number.
    pub(crate) fn root(&mut self, operation: usize) {
        let id = self.root_of(Pair::Operation(operation), Site::Operation);
        if let Some(node) = self.nodes.get_mut(id.index()) {
            let own = u32::try_from(operation).unwrap_or(u32::MAX);
            node.users = [Users { first: vec![own], more: false }, Users::default()];
        }
    }

    /// The pair that came so many-th.
    pub(crate) fn get(&self, index: usize) -> Option<(PairId, Pair)> {
        let id = PairId(u32::try_from(index).ok()?);
        self.met.get(index).map(|pair| (id, *pair))
    }

    /// Says that one pair is a part of another.
    pub(crate) fn lead(&mut self, from: PairId, pair: Pair, step: Step) {
        let to = self.meet(pair);
        if let Some(node) = self.nodes.get_mut(from.index()) {
            node.edges.push((to, step));
        }
    }

    pub(crate) fn change(&mut self, at: PairId, change: Change) {
        if let Some(node) = self.nodes.get_mut(at.index()) {
            node.changes.push(change);
        }
    }

    /// Tells every pair where it is used and by whom, where that leads to a change.
    pub(crate) fn settle(&mut self) {
        let leads = self.lead_to_changes();
        let mut waiting: Vec<PairId> = self.roots.clone();
        let mut is_waiting = vec![false; self.nodes.len()];
        while let Some(id) = waiting.pop() {
            if let Some(flag) = is_waiting.get_mut(id.index()) {
                *flag = false;
            }
            let Some(node) = self.nodes.get_mut(id.index()) else { continue };
            let (edges, sites, users) = (std::mem::take(&mut node.edges), node.sites, node.users.clone());
            for (to, step) in &edges {
                if !leads.get(to.index()).copied().unwrap_or_default() {
                    continue;
                }
                let Some(target) = self.nodes.get_mut(to.index()) else { continue };
                let mut more = target.sites.join(sites.through(*step));
                let [sent, received] = &mut target.users;
                if let Step::To(site) = step {
                    // From the operation itself: whatever it does with the value, it is its user.
                    let own = if site.direction() == Direction::Sent { sent } else { received };
                    more |= own.join(&users[0]);
                } else {
                    more |= sent.join(&users[0]) | received.join(&users[1]);
                }
                if let Some(flag) = is_waiting.get_mut(to.index()).filter(|flag| more && !**flag) {
                    *flag = true;
                    waiting.push(*to);
                }
            }
            if let Some(node) = self.nodes.get_mut(id.index()) {
                node.edges.extend(edges);
            }
        }
    }

    /// For each pair, whether a change is in it or behind it.
    fn lead_to_changes(&self) -> Vec<bool> {
        let mut from: Vec<Vec<PairId>> = vec![Vec::new(); self.nodes.len()];
        let mut leads = vec![false; self.nodes.len()];
        let mut waiting = Vec::new();
        for (index, node) in self.nodes.iter().enumerate() {
            let id = PairId(u32::try_from(index).unwrap_or(u32::MAX));
            for (to, _) in &node.edges {
                if let Some(from) = from.get_mut(to.index()) {
                    from.push(id);
                }
            }
            if !node.changes.is_empty() {
                waiting.push(id);
            }
        }
        while let Some(id) = waiting.pop() {
            if let Some(flag) = leads.get_mut(id.index()).filter(|flag| !**flag) {
                *flag = true;
                waiting.extend(from.get(id.index()).into_iter().flatten());
            }
        }
        leads
    }

    /// The pairs with their changes, in the order in which they were met.
    pub(crate) fn nodes(&self) -> &[Node] {
        &self.nodes
    }
}
