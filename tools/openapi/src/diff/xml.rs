//! The names of the outermost elements of a body that is written as XML.
//!
//! JSON has no names for whole values, XML has: a schema among the components is an element of its own name, unless
//! its `xml` says another. So a component that is called otherwise changes what is sent, though it says the same.

use super::change::{Area, Change, Effect, Name};
use super::side::{Side, Sides};
use crate::api::Api;
use architect_document::NodeId;

/// Schemas that are looked at to find the elements; a body with more is passed over.
const MOST_ROOTS: usize = 100;

/// An element that a body may be.
struct Root {
    name: String,
    /// The schema as the body names it, for places.
    node: NodeId,
}

/// The elements of a body that are called otherwise. Those that came or went with their alternatives are told there.
pub(super) fn renamed_roots(sides: &Sides<'_>, base: NodeId, revision: NodeId) -> Vec<Change> {
    let (Some(old), Some(new)) = (roots(&sides.base, base), roots(&sides.revision, revision)) else {
        return Vec::new();
    };
    let only = old.len() == 1 && new.len() == 1;
    let deep = |side: &Side<'_>, root: &Root| side.shapes.deep(side.api, root.node);
    let mut come: Vec<&Root> = new.iter().filter(|root| !old.iter().any(|other| other.name == root.name)).collect();
    let mut changes = Vec::new();
    for root in old.iter().filter(|root| !new.iter().any(|other| other.name == root.name)) {
        let shape = deep(&sides.base, root);
        let Some(at) = come.iter().position(|other| only || deep(&sides.revision, other) == shape) else { continue };
        let other = come.remove(at);
        let text = format!("its outermost XML element went from `{}` to `{}`", root.name, other.name);
        let name = Name::Directed("request-body-xml-root-renamed", "response-body-xml-root-renamed");
        let change = Change::new(Area::Serialization, name, Effect::Mixed, text)
            .help("`xml: {name: …}` at the component keeps the old name of the element.");
        changes.push(change.at(Some(root.node), Some(other.node)));
    }
    changes
}

/// The elements that a body may be. `None` where the name of one is nowhere said.
fn roots(side: &Side<'_>, schema: NodeId) -> Option<Vec<Root>> {
    let api = side.api;
    let mut found = Vec::new();
    let mut waiting = vec![schema];
    let mut seen = 0;
    while let Some(node) = waiting.pop() {
        // Alternatives may lead back to themselves.
        seen += 1;
        if seen + waiting.len() > MOST_ROOTS {
            return None;
        }
        let target = api.follow(node)?;
        let alternatives = ["oneOf", "anyOf"].into_iter().find_map(|key| api.get(target, key));
        let component = side.component_names.get(&target);
        // Whether a component or its alternative is the element, readers do not agree.
        let inferred = component.filter(|_| alternatives.is_none() && is_element(api, target));
        match (own_name(api, target).or_else(|| inferred.cloned()), alternatives) {
            (Some(name), _) => found.push(Root { name, node }),
            (None, Some(list)) if component.is_none() => waiting.extend(api.document.items(list)),
            _ => return None,
        }
    }
    Some(found)
}

/// The name that `xml` gives.
fn own_name(api: &Api, schema: NodeId) -> Option<String> {
    api.document
        .get_string(api.get(schema, "xml")?, "name")
        .filter(|_| is_element(api, schema))
        .map(ToOwned::to_owned)
}

/// Whether a value is one element: the items of a list stand side by side, and `nodeType` says it otherwise.
fn is_element(api: &Api, schema: NodeId) -> bool {
    let is_list = api.get(schema, "type").is_some_and(|node| api.document.string(node) != Some("object"))
        && api.get(schema, "items").is_some();
    !is_list && api.get(schema, "xml").is_none_or(|xml| api.get(xml, "nodeType").is_none())
}
