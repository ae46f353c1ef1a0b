//! Operations, wherever they stand.

use super::{Api, follow};
use crate::structure::objects::METHODS;
use crate::structure::reference::Target;
use crate::structure::shape::Kind;
use crate::structure::walk::Structure;
use architect_document::{Document, NodeId, NodeMap};

/// Where a path item stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// Below `paths`: the path.
    Path(String),
    /// Below `webhooks`: the name.
    Webhook(String),
    /// In a callback: the expression.
    Callback(String),
    /// Among the components: the name.
    Component(String),
}

/// An operation.
#[derive(Debug, Clone)]
pub struct Operation {
    /// The operation object; where a reference stands in its place, the one that it leads to.
    pub node: NodeId,
    /// The path item it is in.
    pub path_item: NodeId,
    /// Where the path item is listed: itself, or the first reference that leads to it.
    pub listed: NodeId,
    /// The method, in capitals unless `additionalOperations` writes it otherwise.
    pub method: String,
    /// Where its path item stands, or where it is referred to from: a path item in a file of its own, or among the
    /// components, is the one of the first path that uses it.
    pub place: Place,
}

impl Operation {
    /// The path, for an operation below `paths`.
    pub fn path(&self) -> Option<&str> {
        match &self.place {
            Place::Path(path) => Some(path),
            _ => None,
        }
    }

    /// The name by which findings speak of it at one of the paths of its path item.
    pub fn subject_at(&self, path: &str) -> String {
        format!("{} {path}", self.method)
    }

    /// The name by which findings speak of it: `GET /orders/{id}`.
    pub fn subject(&self) -> String {
        match &self.place {
            Place::Path(path) => self.subject_at(path),
            Place::Webhook(name) => format!("webhook {name} {}", self.method),
            Place::Callback(expression) => format!("callback {expression} {}", self.method),
            Place::Component(name) => format!("#/components/pathItems/{name} {}", self.method),
        }
    }
}

/// The operations of every path item, in the order of the text.
pub(super) fn all(
    document: &Document,
    structure: &Structure,
    targets: &NodeMap<Target>,
    users: &Users,
) -> Vec<Operation> {
    let mut operations = Vec::new();
    for (item, kind) in &structure.objects {
        if *kind != Kind::PathItem {
            continue;
        }
        let first = users.get(item).and_then(|users| users.first()).copied();
        let listed = first.filter(|_| is_shared(document, structure, *item)).unwrap_or(*item);
        let place = place(document, structure, listed);
        let mut add = |method: String, node: NodeId| {
            let Some(node) = follow(document, targets, node) else { return };
            if structure.kind(node) == Some(Kind::Operation) {
                operations.push(Operation { node, path_item: *item, listed, method, place: place.clone() });
            }
        };
        for entry in document.entries(*item) {
            let key = document.key(entry.key);
            if METHODS.contains(&key) {
                add(key.to_ascii_uppercase(), entry.value);
            } else if key == "additionalOperations" {
                for entry in document.entries(entry.value) {
                    add(document.key(entry.key).to_owned(), entry.value);
                }
            }
        }
    }
    operations
}

/// For each path item that references lead to, the listed ones whose reference does, in the order of the text.
pub(super) type Users = NodeMap<Vec<NodeId>>;

pub(super) fn users(document: &Document, structure: &Structure, targets: &NodeMap<Target>) -> Users {
    let mut users = Users::default();
    for (item, kind) in &structure.objects {
        let is_reference = matches!(targets.get(item), Some(Target::Node(_)));
        if *kind != Kind::PathItem || !is_reference || is_shared(document, structure, *item) {
            continue;
        }
        if let Some(target) = follow(document, targets, *item) {
            users.entry(target).or_default().push(*item);
        }
    }
    users
}

impl Api {
    /// The paths at which a path item is served: its own, and those that refer to it. Each with the path item that is
    /// listed there, itself or the reference.
    pub fn paths_of(&self, item: NodeId) -> Vec<(&str, NodeId)> {
        let users = self.users.get(&item).map_or(&[][..], Vec::as_slice);
        let is_path = |listed: &NodeId| {
            let parent = self.document.parent(*listed);
            parent.is_some_and(|parent| self.structure.kind(parent) == Some(Kind::Paths))
        };
        let path = |listed: NodeId| Some((self.document.key(self.document.key_of(listed)?), listed));
        std::iter::once(item).chain(users.iter().copied()).filter(is_path).filter_map(path).collect()
    }
}

/// Whether a path item stands where others refer to it, and under no path itself.
fn is_shared(document: &Document, structure: &Structure, item: NodeId) -> bool {
    matches!(place(document, structure, item), Place::Component(_))
}

fn place(document: &Document, structure: &Structure, item: NodeId) -> Place {
    let name = document.key_of(item).map(|key| document.key(key).to_owned()).unwrap_or_default();
    let Some(parent) = document.parent(item) else { return Place::Component(name) };
    match structure.kind(parent) {
        Some(Kind::Paths) => Place::Path(name),
        Some(Kind::Callback) => Place::Callback(name),
        _ => {
            let section = document.key_of(parent).map(|key| document.key(key));
            if section == Some("webhooks") { Place::Webhook(name) } else { Place::Component(name) }
        }
    }
}
