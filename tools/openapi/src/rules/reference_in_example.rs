//! `openapi/reference-in-example`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::structure::shape::Kind;
use architect_document::NodeId;

declare_rule! {
    /// ## What it finds
    /// A `$ref` inside the value of an example.
    ///
    /// ## Why it matters
    /// An example is plain data, in which `$ref` has no meaning: documentation shows the reference instead of the
    /// value, and the example does not fit its schema.
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
    ///               example:
    ///                 customer:
    ///                   $ref: "#/components/examples/Customer"
    ///         "404":
    ///           description: Unknown
    /// components:
    ///   examples:
    ///     Customer:
    ///       value:
    ///         name: Ada
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
    ///               examples:
    ///                 customer:
    ///                   $ref: "#/components/examples/Customer"
    ///         "404":
    ///           description: Unknown
    /// components:
    ///   examples:
    ///     Customer:
    ///       value:
    ///         name: Ada
    /// ```
    /// ## Limits
    /// An API whose own data has a field `$ref`, as one about JSON Schema may, is reported too. Defaults and
    /// enumerated values are not looked at.
    pub ReferenceInExample {
        id: "openapi/reference-in-example",
        severity: Warning,
        since: "0.1.0",
        aliases: ["ibm:ibm-no-ref-in-example"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for ReferenceInExample {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for (object, value) in api.document.mentions() {
            if is_in_example(api, object) {
                sink.push(
                    Finding::of::<Self>(api.span(value))
                        .confidence(Confidence::Medium)
                        .message("this `$ref` stands in an example, which is plain data")
                        .subject(api.owner(object))
                        .help("Write the value, or refer to a whole example below `examples`."),
                );
            }
        }
    }
}

/// Whether the nearest object of the specification around a node holds it as an example.
fn is_in_example(api: &Api, node: NodeId) -> bool {
    let document = &api.document;
    let mut field = None;
    let mut at = node;
    loop {
        if let Some(kind) = api.structure.kind(at) {
            return match field {
                Some("example") => kind != Kind::Components,
                Some("examples") => kind == Kind::Schema,
                Some("value" | "dataValue") => kind == Kind::Example,
                _ => false,
            };
        }
        field = document.key_of(at).map(|key| document.key(key)).or(field);
        let Some(parent) = document.parent(at) else { return false };
        at = parent;
    }
}
