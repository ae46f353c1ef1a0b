//! A document as a rule sees it: with its references followed (`resolved: true`, the default), or as it is written.
//!
//! Nothing is copied: a view is one number for each node. A reference that leads nowhere, into itself, or out of what
//! was read stays what it is, an object with a `$ref`.

use std::collections::HashSet;

use crate::api::Api;
use architect_document::{Document, NodeId, Value};

/// References in a row before they count as endless.
const MOST_STEPS: usize = 64;

/// Where a value stands in the object or list that holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// It is the whole document.
    Root,
    /// Under this key.
    Key(NodeId),
    /// At this number.
    Index(u32),
}

/// A document as a rule sees it.
#[derive(Debug)]
pub struct View<'d> {
    /// The document.
    pub document: &'d Document,
    /// For each node what it stands for; empty when nothing is followed.
    followed: Vec<NodeId>,
    /// Keys that a later one of the same mapping overrides.
    hidden: HashSet<NodeId>,
}

impl<'d> View<'d> {
    /// The document with its references followed.
    pub fn resolved(api: &'d Api) -> Self {
        let document = &api.document;
        let mut followed: Vec<NodeId> = document.nodes().map(|node| document.target(node)).collect();
        let targets: std::collections::HashMap<NodeId, NodeId> =
            document.mentions().filter_map(|(object, value)| Some((object, target(api, object, value)?))).collect();
        for (object, first) in &targets {
            let mut at = *first;
            let mut steps = 0;
            while let Some(next) = targets.get(&at)
                && steps < MOST_STEPS
            {
                at = *next;
                steps += 1;
            }
            if !targets.contains_key(&at)
                && let Some(slot) = followed.get_mut(object.number() as usize)
            {
                *slot = at;
            }
        }
        Self { document, followed, hidden: hidden(document) }
    }

    /// The document as it is written.
    pub fn written(api: &'d Api) -> Self {
        Self { document: &api.document, followed: Vec::new(), hidden: hidden(&api.document) }
    }

    /// What a node stands for.
    pub fn node(&self, raw: NodeId) -> NodeId {
        let target = self.document.target(raw);
        self.followed.get(target.number() as usize).copied().unwrap_or(target)
    }

    /// The children of an object or a list, in the order of the text.
    pub fn children(&self, node: NodeId) -> impl Iterator<Item = (At, NodeId)> + '_ {
        let (entries, items) = match self.document.value(node) {
            Value::Map(entries) => (entries, &[][..]),
            Value::List(items) => (&[][..], items),
            _ => (&[][..], &[][..]),
        };
        let entries = entries
            .iter()
            .filter(|entry| self.hidden.is_empty() || !self.hidden.contains(&entry.key))
            .map(|entry| (At::Key(entry.key), entry.value));
        let items = items.iter().enumerate();
        entries.chain(items.map(|(index, item)| (At::Index(u32::try_from(index).unwrap_or(u32::MAX)), *item)))
    }

    /// The child of an object or a list under a key.
    pub fn child(&self, node: NodeId, key: &str) -> Option<(At, NodeId)> {
        match self.document.value(node) {
            Value::Map(_) => self.document.entry(node, key).map(|entry| (At::Key(entry.key), entry.value)),
            Value::List(items) => {
                let index = index(key)?;
                let item = items.get(usize::try_from(index).ok()?)?;
                Some((At::Index(index), *item))
            }
            _ => None,
        }
    }

    /// Number of children.
    pub fn len_of(&self, node: NodeId) -> usize {
        match self.document.value(node) {
            Value::List(items) => items.len(),
            Value::Map(entries) if self.hidden.is_empty() => entries.len(),
            _ => self.children(node).count(),
        }
    }

    /// A place as JavaScript writes it: a key, or a number.
    pub fn name(&self, at: At) -> String {
        match at {
            At::Root => String::new(),
            At::Key(key) => self.document.key(key).to_owned(),
            At::Index(index) => index.to_string(),
        }
    }

    /// Whether a node is an object or a list.
    pub fn is_container(&self, node: NodeId) -> bool {
        matches!(self.document.value(node), Value::Map(_) | Value::List(_))
    }
}

/// The number that a key is, written as JavaScript writes it.
fn index(key: &str) -> Option<u32> {
    let canonical = key == "0" || !key.starts_with('0');
    (canonical && key.bytes().all(|byte| byte.is_ascii_digit())).then(|| key.parse().ok())?
}

fn target(api: &Api, object: NodeId, value: NodeId) -> Option<NodeId> {
    if api.target(object).is_some() {
        return api.follow(object).filter(|target| *target != object);
    }
    // In an example or an extension: rulesets see those resolved too.
    api.document.refer(value, api.document.string(value)?)
}

fn hidden(document: &Document) -> HashSet<NodeId> {
    let mut hidden = HashSet::new();
    let mut last: std::collections::HashMap<NodeId, NodeId> = std::collections::HashMap::new();
    for duplicate in document.files().flat_map(|(_, file)| file.duplicates()) {
        // Of three, the second is reported before the third.
        if let Some(before) = last.insert(duplicate.first, duplicate.second) {
            hidden.insert(before);
        }
        hidden.insert(duplicate.first);
    }
    hidden
}
