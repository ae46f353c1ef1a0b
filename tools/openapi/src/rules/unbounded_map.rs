//! `openapi/unbounded-map`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::api::schema::Types;
use architect_document::Value;

declare_rule! {
    /// ## What it finds
    /// A map (an object whose `additionalProperties` or `unevaluatedProperties` is a schema) without `maxProperties`.
    ///
    /// ## Why it matters
    /// A client may send a million entries.
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
    ///                 labels:
    ///                   type: object
    ///                   additionalProperties:
    ///                     type: string
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
    ///                 labels:
    ///                   type: object
    ///                   maxProperties: 50
    ///                   additionalProperties:
    ///                     type: string
    ///       responses:
    ///         "201":
    ///           description: Created
    ///         "400":
    ///           description: Not accepted
    /// ```
    /// ## Limits
    /// Off by default: runs when it is selected, and with `review: owasp`.
    pub UnboundedMap {
        id: "openapi/unbounded-map",
        severity: Warning,
        since: "0.1.0",
        default: false,
        aliases: ["owasp:api3:2023-constrained-additionalProperties", "owasp:api3:2023-constrained-unevaluatedProperties", "vacuum:owasp-constrained-additionalProperties", "ibm:ibm-well-defined-dictionaries"],
        references: [("OWASP API Security Top 10 2023, API3 Broken Object Property Level Authorization", "https://owasp.org/API-Security/editions/2023/en/0xa3-broken-object-property-level-authorization/")],
    }
}

impl Rule<Api> for UnboundedMap {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for schema in
            api.schemas().filter(|schema| api.types(*schema).is_some_and(|types| types.meets(Types::OBJECT)))
        {
            let is_map = ["additionalProperties", "unevaluatedProperties"].iter().any(|keyword| {
                let value = api.get(schema, keyword).map(|value| api.document.value(value));
                matches!(value, Some(Value::Map([_, ..])))
            });
            if is_map && api.get(schema, "maxProperties").is_none() {
                sink.push(
                    Finding::of::<Self>(api.key_span(schema))
                        .message("the map may have any number of entries: `maxProperties` is missing")
                        .subject(schema),
                );
            }
        }
    }
}
