//! Operations, wherever they stand.

use crate::document::{Document, NodeId};
use crate::structure::objects::METHODS;
use crate::structure::shape::Kind;
use crate::structure::walk::Structure;

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
    /// The operation object.
    pub node: NodeId,
    /// The path item it is in.
    pub path_item: NodeId,
    /// The method, in capitals unless `additionalOperations` writes it otherwise.
    pub method: String,
    /// Where its path item stands.
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

    /// The name by which findings speak of it: `GET /orders/{id}`.
    pub fn subject(&self) -> String {
        match &self.place {
            Place::Path(path) => format!("{} {path}", self.method),
            Place::Webhook(name) => format!("webhook {name} {}", self.method),
            Place::Callback(expression) => format!("callback {expression} {}", self.method),
            Place::Component(name) => format!("#/components/pathItems/{name} {}", self.method),
        }
    }
}

/// The operations of every path item, in the order of the text.
pub(super) fn all(document: &Document, structure: &Structure) -> Vec<Operation> {
    let mut operations = Vec::new();
    for (item, kind) in &structure.objects {
        if *kind != Kind::PathItem {
            continue;
        }
        let place = place(document, structure, *item);
        let mut add = |method: String, node: NodeId| {
            let node = document.target(node);
            if structure.kind(node) == Some(Kind::Operation) {
                operations.push(Operation { node, path_item: *item, method, place: place.clone() });
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
