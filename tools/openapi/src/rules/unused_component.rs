//! `openapi/unused-component`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use std::collections::HashMap;

use crate::structure::reference::Target;
use crate::structure::shape::Kind;
use architect_document::{File, FileId, NodeId, NodeMap, NodeSet};

declare_rule! {
    /// ## What it finds
    /// A component that nothing refers to.
    ///
    /// ## Why it matters
    /// It is either left over, or the reference to it was forgotten.
    ///
    /// ## Bad
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// servers:
    ///   - url: https://api.example.org
    /// paths:
    ///   /orders:
    ///     get:
    ///       operationId: listOrders
    ///       responses:
    ///         "200":
    ///           description: The orders
    ///         "404":
    ///           description: Unknown
    /// components:
    ///   responses:
    ///     Orders:
    ///       description: The orders
    /// ```
    /// ## Good
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// servers:
    ///   - url: https://api.example.org
    /// paths:
    ///   /orders:
    ///     get:
    ///       operationId: getOrder
    ///       responses:
    ///         "200":
    ///           $ref: "#/components/responses/Orders"
    ///         "404":
    ///           description: Unknown
    /// components:
    ///   responses:
    ///     Orders:
    ///       description: The orders
    /// ```
    /// ## Limits
    /// In Swagger 2.0 the components are `definitions`, `parameters` and `responses`. A document without operations
    /// that uses none of its components is a library for others: then nothing is reported.
    /// Schemas that a discriminator maps to, or that extend a schema with a discriminator through `allOf`, directly or through
    /// others, count as used, and so does what a `$ref` in an example or an extension names.
    /// Where a file was not read to its end, what is used may stand in the rest, and nothing is reported.
    /// Security schemes are used by name, and are not judged.
    pub UnusedComponent {
        id: "openapi/unused-component",
        severity: Info,
        since: "0.1.0",
        aliases: ["spectral:oas3-unused-component", "spectral:oas2-unused-definition", "redocly:no-unused-components", "vacuum:oas3-unused-component", "vacuum:oas2-unused-definition"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for UnusedComponent {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let all_read = api.files().all(File::is_whole);
        let document = &api.document;
        if !all_read || is_library(api) {
            return;
        }
        let (used, heirs) = (used(api), heirs(api));
        for section in api.sections() {
            let name = document.key(section.key);
            if matches!(name, "securitySchemes" | "securityDefinitions") {
                continue;
            }
            for entry in document.entries(section.value) {
                let component = document.target(entry.value);
                if used.contains(&component) || heirs.contains(&component) {
                    continue;
                }
                sink.push(
                    Finding::of::<Self>(api.span(entry.key))
                        .confidence(Confidence::Medium)
                        .message(format!("nothing refers to this component of `{name}`"))
                        .subject(entry.value),
                );
            }
        }
    }
}

/// Whether a document may only offer components to others: it has no operation, and nothing outside of the components
/// refers to anything. Nor is it known what is used where a reference leads to a file that was not read.
fn is_library(api: &Api) -> bool {
    if !api.operations().is_empty() {
        return false;
    }
    let document = &api.document;
    let outside =
        |object| std::iter::successors(Some(object), |node| document.parent(*node)).all(|at| !api.is_section(at));
    !document.mentions().any(|(object, _)| outside(object))
        || api.references().iter().any(|reference| reference.target == Target::Elsewhere)
}

/// What references and discriminators lead to, each with everything around it. A component's reference to itself
/// does not count.
fn used(api: &Api) -> NodeSet {
    let document = &api.document;
    let mut used = NodeSet::default();
    let mut mark = |mut node: NodeId, from: Option<NodeId>| {
        let mut around = Vec::new();
        loop {
            if Some(node) == from {
                return;
            }
            around.push(node);
            match document.parent(node) {
                Some(parent) => node = parent,
                None => break,
            }
        }
        used.extend(around);
    };
    let mut targets: HashMap<(FileId, &str), Option<NodeId>> = HashMap::new();
    for (object, value) in document.mentions() {
        let text = document.string(value).unwrap_or_default();
        let way = (document.file_of(value), text);
        if let Some(node) = *targets.entry(way).or_insert_with(|| document.refer(value, text)) {
            mark(node, owner(api, object));
        }
    }
    // Those that lead through other references are resolved already.
    for reference in api.references() {
        if let Target::Node(node) = reference.target {
            mark(node, owner(api, reference.object));
        }
    }
    for discriminator in api.objects(Kind::Discriminator) {
        let mapping = api.get(discriminator, "mapping");
        for entry in mapping.map_or(&[][..], |mapping| document.entries(mapping)) {
            let text = document.string(entry.value).unwrap_or_default();
            let named = || document.find(&format!("#/components/schemas/{text}"));
            if let Some(node) = document.refer(entry.value, text).or_else(named) {
                mark(node, None);
            }
        }
    }
    used
}

/// The component that holds an object.
fn owner(api: &Api, node: NodeId) -> Option<NodeId> {
    let document = &api.document;
    let mut at = node;
    while let Some(parent) = document.parent(at) {
        if api.is_section(parent) {
            return Some(at);
        }
        at = parent;
    }
    None
}

/// The schemas that extend one with a discriminator, or one that does: they are used by their names.
fn heirs(api: &Api) -> NodeSet {
    let document = &api.document;
    let mut children: NodeMap<Vec<NodeId>> = NodeMap::default();
    let mut open = Vec::new();
    for schema in api.schemas() {
        if document.get(schema, "discriminator").is_some() {
            open.push(schema);
        }
        let Some(parts) = document.get(schema, "allOf") else { continue };
        for part in document.items(parts).iter().filter(|part| api.target(**part).is_some()) {
            if let Some(parent) = api.follow(*part) {
                children.entry(parent).or_default().push(schema);
            }
        }
    }
    let mut heirs = NodeSet::default();
    while let Some(parent) = open.pop() {
        open.extend(children.remove(&parent).unwrap_or_default().into_iter().filter(|child| heirs.insert(*child)));
    }
    heirs
}
