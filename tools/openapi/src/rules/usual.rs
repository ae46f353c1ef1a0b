//! What nearly all of many things have, and which of them do not.

use std::collections::{BTreeMap, BTreeSet};

use architect_document::NodeId;

/// Fewer things make no custom.
const ENOUGH: usize = 10;
/// The percentage that must have it.
const MOST: usize = 80;

/// Each name that nearly all have, with those that lack it. Things that have no names at all count.
pub(super) fn usual(things: &[NodeId], names: impl Fn(NodeId) -> BTreeSet<String>) -> Vec<(String, Vec<NodeId>)> {
    if things.len() < ENOUGH {
        return Vec::new();
    }
    let named: Vec<(NodeId, BTreeSet<String>)> = things.iter().map(|thing| (*thing, names(*thing))).collect();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for name in named.iter().flat_map(|(_, names)| names) {
        *counts.entry(name).or_default() += 1;
    }
    let most = counts.into_iter().filter(|(_, count)| count * 100 >= things.len() * MOST && *count < things.len());
    most.map(|(name, _)| {
        let lacking = named.iter().filter(|(_, names)| !names.contains(name)).map(|(thing, _)| *thing);
        (name.to_owned(), lacking.collect())
    })
    .collect()
}
