//! Which operations of two documents belong together.
//!
//! A path is known by its template without the names of its variables: renaming one changes nothing on the wire. An
//! operation of a path, webhook or callback is known by its method.

use std::collections::{BTreeMap, HashMap};

use crate::api::Api;
use crate::api::parameter::{anonymous, variables};
use crate::structure::objects::METHODS;
use architect_document::{Entry, NodeId};

/// An operation of one document.
#[derive(Debug, Clone)]
pub(crate) struct Operation {
    pub(crate) node: NodeId,
    /// The path item it is in, behind references.
    pub(crate) item: NodeId,
    /// The name by which findings speak of it: `GET /orders/{id}`.
    pub(crate) subject: String,
    /// The path, as it is written; empty for what is called otherwise.
    pub(crate) path: String,
    /// Whether the server calls the client: webhooks and callbacks.
    pub(crate) inverted: bool,
}

/// An operation of both documents.
#[derive(Debug, Clone)]
pub(crate) struct OperationPair {
    pub(crate) base: Operation,
    pub(crate) revision: Operation,
}

/// The operations of a path item: method in capitals, and node.
pub(crate) fn of_item(api: &Api, item: NodeId) -> Vec<(String, NodeId)> {
    let document = &api.document;
    let mut operations = Vec::new();
    for entry in document.entries(item) {
        let key = document.key(entry.key);
        if METHODS.contains(&key) {
            operations.push((key.to_ascii_uppercase(), document.target(entry.value)));
        } else if key == "additionalOperations" {
            for entry in document.entries(entry.value) {
                operations.push((document.key(entry.key).to_owned(), document.target(entry.value)));
            }
        }
    }
    operations
}

/// What one document has under a path, webhook or expression.
#[derive(Debug)]
pub(crate) struct Listed {
    pub(crate) name: String,
    pub(crate) item: NodeId,
}

/// The path items of a map, behind references; those that lead nowhere are left out.
pub(crate) fn items(api: &Api, map: Option<NodeId>) -> Vec<Listed> {
    let entries = map.map_or(&[][..], |map| api.document.entries(map));
    let listed = |entry: &Entry| {
        let name = api.document.key(entry.key).to_owned();
        let item = api.follow(entry.value)?;
        (!name.starts_with("x-")).then_some(Listed { name, item })
    };
    entries.iter().filter_map(listed).collect()
}

/// Which names of two lists belong together: by their own names, and then by names without variables, where those
/// are unique in both. The base's number to the revision's.
pub(crate) fn match_paths(base: &[Listed], revision: &[Listed], prefixes: (&str, &str)) -> BTreeMap<usize, usize> {
    let mut matched = BTreeMap::new();
    let mut taken = vec![false; revision.len()];
    let by_name: HashMap<&str, usize> =
        revision.iter().enumerate().map(|(index, listed)| (listed.name.as_str(), index)).collect();
    for (index, listed) in base.iter().enumerate() {
        if let Some(other) = by_name.get(listed.name.as_str()) {
            matched.insert(index, *other);
            if let Some(flag) = taken.get_mut(*other) {
                *flag = true;
            }
        }
    }
    let keys: [fn(&str, &str) -> String; 2] =
        [|_, path| anonymous(path), |prefix, path| anonymous(&format!("{prefix}{path}"))];
    for key in keys {
        let mut free: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, listed) in revision.iter().enumerate() {
            if taken.get(index) == Some(&false) {
                free.entry(key(prefixes.1, &listed.name)).or_default().push(index);
            }
        }
        let mut wanted: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, listed) in base.iter().enumerate() {
            if !matched.contains_key(&index) {
                wanted.entry(key(prefixes.0, &listed.name)).or_default().push(index);
            }
        }
        for (template, indices) in wanted {
            if let ([index], Some([other])) = (indices.as_slice(), free.get(&template).map(Vec::as_slice)) {
                matched.insert(*index, *other);
                if let Some(flag) = taken.get_mut(*other) {
                    *flag = true;
                }
            }
        }
    }
    matched
}

/// The path of the servers' addresses, when all servers agree in it; empty otherwise.
pub(crate) fn server_path(api: &Api) -> String {
    // In 2.0 it stands alone.
    if let Some(path) = api.document.get_string(api.document.root(), "basePath") {
        return path.trim_end_matches('/').to_owned();
    }
    let servers = api.get(api.document.root(), "servers").map_or(&[][..], |list| api.document.items(list));
    let mut path: Option<&str> = None;
    for server in servers {
        let Some(address) = api.document.get_string(*server, "url") else { return String::new() };
        let rest = address.split_once("://").map_or(address, |(_, rest)| rest.find('/').map_or("", |at| &rest[at..]));
        let own = rest.trim_end_matches('/');
        if own.contains('{') || path.is_some_and(|path| path != own) {
            return String::new();
        }
        path = Some(own);
    }
    path.unwrap_or_default().to_owned()
}

/// The names of path variables in the base, each with its name in the revision.
pub(crate) fn renamed_variables(base: &str, revision: &str) -> Vec<(String, String)> {
    let (old, new) = (variables(base), variables(revision));
    if old.len() != new.len() {
        return Vec::new();
    }
    let pairs = old.into_iter().zip(new).map(|(old, new)| (old.name, new.name));
    pairs.filter(|(old, new)| old != new).collect()
}
