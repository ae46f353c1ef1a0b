//! `openapi/missing-example`

use std::collections::HashSet;

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::api::schema::Types;
use crate::document::NodeId;
use crate::structure::reference::Target;
use crate::structure::shape::Kind;

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
    /// only for their own example. Off by default: it asks for much writing.
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
        let mut bare = HashSet::new();
        for kind in [Kind::MediaType, Kind::Parameter, Kind::Header] {
            for object in api.objects(kind) {
                let has_own = ["example", "examples"].iter().any(|field| api.get(object, field).is_some());
                let Some(schema) = api.get(object, "schema").filter(|_| !has_own) else { continue };
                if shows(api, schema, &mut bare) {
                    continue;
                }
                sink.push(
                    Finding::of::<Self>(api.key_span(object))
                        .message("there is no example of this value")
                        .subject(api.pointer(object)),
                );
            }
        }
    }
}

/// Whether a schema, or one in it, shows a value. `bare` remembers those that do not.
fn shows(api: &Api, schema: NodeId, bare: &mut HashSet<NodeId>) -> bool {
    let mut stack = vec![schema];
    let mut seen = HashSet::new();
    while let Some(node) = stack.pop() {
        let node = api.document.target(node);
        if bare.contains(&node) || !seen.insert(node) {
            continue;
        }
        let has = ["example", "examples", "default", "enum", "const"];
        if has.iter().any(|field| api.get(node, field).is_some()) || api.types(node) == Some(Types::BOOLEAN) {
            return true;
        }
        match api.target(node) {
            Some(Target::Node(target)) => stack.push(target),
            // What lies elsewhere may have one.
            Some(Target::Elsewhere) => return true,
            Some(Target::Missing) | None => {}
        }
        stack.extend(api.subschemas(node));
    }
    bare.extend(seen);
    false
}
