//! `openapi/inline-nested-object`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::structure::shape::Kind;

declare_rule! {
    /// ## What it finds
    /// An object with properties that is described inside of another schema, and not among the components.
    ///
    /// ## Why it matters
    /// It has no name of its own: generators make one up, and it cannot be used elsewhere.
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
    ///                 customer:
    ///                   type: object
    ///                   properties:
    ///                     name:
    ///                       type: string
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
    ///                 customer:
    ///                   $ref: "#/components/schemas/Customer"
    ///       responses:
    ///         "201":
    ///           description: Created
    ///         "400":
    ///           description: Not accepted
    /// components:
    ///   schemas:
    ///     Customer:
    ///       type: object
    ///       properties:
    ///         name:
    ///           type: string
    /// ```
    /// ## Limits
    /// Parts of `allOf`, `oneOf`, `anyOf` and `not` are left alone. Off by default: small objects are easier to read
    /// where they are used.
    pub InlineNestedObject {
        id: "openapi/inline-nested-object",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["ibm:ibm-avoid-inline-schemas"],
        references: [("OpenAPI Specification 3.1.1, Components Object", "https://spec.openapis.org/oas/v3.1.1.html#components-object")],
    }
}

impl Rule<Api> for InlineNestedObject {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let document = &api.document;
        for schema in api.schemas() {
            let Some(key) = document.key_of(schema) else { continue };
            let Some(parent) = document.parent(schema) else { continue };
            let outer = if document.key(key) == "items" { Some(parent) } else { document.parent(parent) };
            let nested = outer.is_some_and(|outer| api.structure.kind(outer) == Some(Kind::Schema));
            if nested && api.get(schema, "properties").is_some_and(|map| !document.entries(map).is_empty()) {
                sink.push(
                    Finding::of::<Self>(api.key_span(schema))
                        .message("an object is described inside of another schema")
                        .subject(schema)
                        .help("Give it a name among the components, and refer to it."),
                );
            }
        }
    }
}
