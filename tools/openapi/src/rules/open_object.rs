//! `openapi/open-object`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::api::schema::Types;
use architect_document::Value;

declare_rule! {
    /// ## What it finds
    /// An object that says that it takes any property: `additionalProperties` or `unevaluatedProperties` is `true` or
    /// `{}`.
    ///
    /// ## Why it matters
    /// What is not described is not checked: a client may set fields that were never meant for it (mass assignment).
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
    ///                   additionalProperties: true
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
    ///                   additionalProperties: false
    ///       responses:
    ///         "201":
    ///           description: Created
    ///         "400":
    ///           description: Not accepted
    /// ```
    /// ## Limits
    /// An object that says nothing is open too, but not reported: almost all are. Maps of one kind of value are
    /// `openapi/unbounded-map`. Off by default: runs when it is selected, and with `review: owasp`.
    pub OpenObject {
        id: "openapi/open-object",
        severity: Warning,
        since: "0.1.0",
        default: false,
        aliases: ["owasp:api3:2023-no-additionalProperties", "owasp:api3:2023-no-unevaluatedProperties", "vacuum:owasp-no-additionalProperties"],
        references: [("OWASP API Security Top 10 2023, API3 Broken Object Property Level Authorization", "https://owasp.org/API-Security/editions/2023/en/0xa3-broken-object-property-level-authorization/")],
    }
}

impl Rule<Api> for OpenObject {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for schema in
            api.schemas().filter(|schema| api.types(*schema).is_some_and(|types| types.meets(Types::OBJECT)))
        {
            for keyword in ["additionalProperties", "unevaluatedProperties"] {
                let Some(value) = api.get(schema, keyword) else { continue };
                if matches!(api.document.value(value), Value::Bool(true) | Value::Map([])) {
                    sink.push(
                        Finding::of::<Self>(api.span(value))
                            .message(format!("the object takes any property, as `{keyword}` says"))
                            .subject(schema),
                    );
                }
            }
        }
    }
}
