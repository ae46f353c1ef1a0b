//! `openapi/component-name-shared`

use architect_core::{Finding, Rule, Sink, declare_rule};

use std::collections::{HashMap, HashSet};

use crate::api::Api;
use crate::structure::reference::Target;
use crate::structure::shape::Kind;
use architect_document::NodeId;

declare_rule! {
    /// ## What it finds
    /// A component whose name another component of the same kind, in another file, also has.
    ///
    /// ## Why it matters
    /// Bundlers put all into one document and rename one of the two; generators write two types of one name.
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
    ///           description: Done
    ///           content:
    ///             application/json:
    ///               schema:
    ///                 $ref: "#/paths/~1lines/post/requestBody/content/application~1json/schema/properties/Order"
    ///         "404":
    ///           description: Unknown
    ///   /lines:
    ///     post:
    ///       operationId: createLine
    ///       requestBody:
    ///         content:
    ///           application/json:
    ///             schema:
    ///               type: object
    ///               properties:
    ///                 Order:
    ///                   type: string
    ///                 owner:
    ///                   $ref: "#/components/schemas/Order"
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    /// components:
    ///   schemas:
    ///     Order:
    ///       type: object
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
    ///       operationId: listOrders
    ///       responses:
    ///         "200":
    ///           description: Done
    ///           content:
    ///             application/json:
    ///               schema:
    ///                 $ref: "#/components/schemas/Order"
    ///         "404":
    ///           description: Unknown
    /// components:
    ///   schemas:
    ///     Order:
    ///       type: object
    /// ```
    /// ## Limits
    /// Schemas, parameters, responses and request bodies that are named among the components or referred to. What a
    /// whole file describes is named after the file. Off by default: it runs when it is selected.
    pub ComponentNameShared {
        id: "openapi/component-name-shared",
        severity: Warning,
        since: "0.1.0",
        default: false,
        aliases: ["redocly:component-name-unique"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for ComponentNameShared {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let document = &api.document;
        let mut found: Vec<(Kind, String, NodeId)> = Vec::new();
        let named = [
            (Kind::Schema, "schemas"),
            (Kind::Parameter, "parameters"),
            (Kind::Response, "responses"),
            (Kind::RequestBody, "requestBodies"),
        ];
        for (kind, section) in named {
            for entry in api.components(section) {
                if api.target(entry.value).is_none() {
                    found.push((kind, document.key(entry.key).to_owned(), document.target(entry.value)));
                }
            }
        }
        for reference in api.references() {
            let Target::Node(node) = reference.target else { continue };
            let node = document.target(node);
            if named.iter().any(|(kind, _)| *kind == reference.expected)
                && api.target(node).is_none()
                && let Some(name) = name(api, node)
            {
                found.push((reference.expected, name, node));
            }
        }
        let mut known: HashMap<(Kind, String), NodeId> = HashMap::new();
        let mut reported = HashSet::new();
        for (kind, name, node) in found {
            let first = *known.entry((kind, name)).or_insert(node);
            if first != node && reported.insert(node) {
                sink.push(
                    Finding::of::<Self>(api.key_span(node))
                        .message("another component of this kind has the same name")
                        .subject(node)
                        .related(api.key_span(first), "the other one"),
                );
            }
        }
    }
}

/// The name of what a reference leads to: its key, or the file that it is.
fn name(api: &Api, node: NodeId) -> Option<String> {
    let document = &api.document;
    if let Some(key) = document.key_of(node) {
        return Some(document.key(key).to_owned());
    }
    if document.parent(node).is_some() {
        return None;
    }
    let file = document.source_of(node).name();
    let base = file.rsplit('/').next().unwrap_or(file);
    Some(base.rsplit_once('.').map_or(base, |(stem, _)| stem).to_owned())
}
