//! `openapi/missing-example`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::api::media::is_file;
use crate::api::schema::Types;
use crate::structure::reference::Target;
use crate::structure::shape::Kind;
use architect_document::{NodeId, NodeMap, NodeSet};

declare_rule! {
    /// ## What it finds
    /// A body, parameter or header without any example.
    ///
    /// ## Why it matters
    /// Readers see the shape, but not what a real value looks like; mock servers make one up.
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
    ///     post:
    ///       operationId: createOrder
    ///       requestBody:
    ///         content:
    ///           application/json:
    ///             schema:
    ///               type: object
    ///               properties:
    ///                 total:
    ///                   type: number
    ///
    ///       responses:
    ///         "201":
    ///           description: Created
    ///         "400":
    ///           description: Not accepted
    /// ```
    ///
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
    ///     post:
    ///       operationId: createOrder
    ///       requestBody:
    ///         content:
    ///           application/json:
    ///             schema:
    ///               type: object
    ///               properties:
    ///                 total:
    ///                   type: number
    ///             example:
    ///               total: 12.5
    ///       responses:
    ///         "201":
    ///           description: Created
    ///         "400":
    ///           description: Not accepted
    /// ```
    /// ## Limits
    /// An example anywhere in the schema, a default, an `enum`, a `const` or a boolean counts. Headers are looked at
    /// only for their own example. Files such as images are not asked for. Off by default: it asks for much writing.
    pub MissingExample {
        id: "openapi/missing-example",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["vacuum:oas3-missing-example", "ibm:ibm-success-response-example"],
        references: [("OpenAPI Specification 3.1.1, Media Type Object", "https://spec.openapis.org/oas/v3.1.1.html#media-type-object")],
    }
}

impl Rule<Api> for MissingExample {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let kinds = [Kind::MediaType, Kind::Parameter, Kind::Header];
        let bare: Vec<(NodeId, NodeId)> = kinds
            .iter()
            .flat_map(|kind| api.objects(*kind))
            .filter(|object| !["example", "examples"].iter().any(|field| api.get(*object, field).is_some()))
            .filter(|object| !is_of_file(api, *object))
            .filter_map(|object| Some((object, api.get(object, "schema")?)))
            .collect();
        let showing = showing(api, bare.iter().map(|(_, schema)| *schema).collect());
        for (object, schema) in bare {
            if !showing.contains(&api.document.target(schema)) {
                sink.push(
                    Finding::of::<Self>(api.key_span(object))
                        .message("there is no example of this value")
                        .subject(object),
                );
            }
        }
    }
}

/// Whether an object is a media type of files, which a document cannot show.
fn is_of_file(api: &Api, object: NodeId) -> bool {
    let key = api.document.key_of(object).filter(|_| api.structure.kind(object) == Some(Kind::MediaType));
    key.is_some_and(|key| is_file(api.document.key(key)))
}

/// The schemas that are reached from some and show a value themselves, or through one that they lead to. Found from
/// the values back, so that no schema is gone through twice.
fn showing(api: &Api, mut stack: Vec<NodeId>) -> NodeSet {
    let mut leads_to: NodeMap<Vec<NodeId>> = NodeMap::default();
    let mut seen = NodeSet::default();
    let mut found = Vec::new();
    while let Some(node) = stack.pop() {
        let node = api.document.target(node);
        if !seen.insert(node) {
            continue;
        }
        let mut inner = api.subschemas(node);
        match api.target(node) {
            Some(Target::Node(target)) => inner.push(target),
            // What lies elsewhere may have one.
            Some(Target::Elsewhere) => found.push(node),
            Some(Target::Missing) | None => {}
        }
        for inner in inner {
            leads_to.entry(api.document.target(inner)).or_default().push(node);
            stack.push(inner);
        }
        let has = ["example", "examples", "default", "enum", "const"];
        if has.iter().any(|field| api.get(node, field).is_some()) || api.types(node) == Some(Types::BOOLEAN) {
            found.push(node);
        }
    }
    let mut showing = NodeSet::default();
    while let Some(node) = found.pop() {
        if showing.insert(node) {
            found.extend(leads_to.get(&node).into_iter().flatten());
        }
    }
    showing
}
