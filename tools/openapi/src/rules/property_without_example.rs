//! `openapi/property-without-example`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::api::schema::Types;

declare_rule! {
    /// ## What it finds
    /// A property with a single value that has no example.
    ///
    /// ## Why it matters
    /// Readers see its type, but not what a real value looks like.
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
    ///                   example: 12.5
    ///       responses:
    ///         "201":
    ///           description: Created
    ///         "400":
    ///           description: Not accepted
    /// ```
    /// ## Limits
    /// Objects, lists, booleans and null need none; nor do properties with `enum`, `const` or `default`. Off by
    /// default: it asks for much writing.
    pub PropertyWithoutExample {
        id: "openapi/property-without-example",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["redocly:scalar-property-missing-example"],
        references: [("OpenAPI Specification 3.1.1, Schema Object", "https://spec.openapis.org/oas/v3.1.1.html#schema-object")],
    }
}

impl Rule<Api> for PropertyWithoutExample {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let shown = ["example", "examples", "enum", "const", "default", "$ref"];
        for schema in api.schemas() {
            let Some(properties) = api.get(schema, "properties") else { continue };
            for entry in api.document.entries(properties) {
                let is_scalar = api.types(entry.value).is_some_and(|types| {
                    let types = types.without(Types::NULL);
                    !types.is_empty() && Types::NUMBER.or(Types::STRING).covers(types)
                });
                if is_scalar && !shown.iter().any(|field| api.get(entry.value, field).is_some()) {
                    sink.push(
                        Finding::of::<Self>(api.span(entry.key))
                            .message("the property has no example")
                            .subject(entry.value),
                    );
                }
            }
        }
    }
}
