//! `openapi/unbounded-array`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::api::schema::Types;

declare_rule! {
    /// ## What it finds
    /// A list without `maxItems`.
    ///
    /// ## Why it matters
    /// One request, or one page of a response, may be as large as it likes.
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
    ///                 lines:
    ///                   type: array
    ///                   items:
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
    ///                 lines:
    ///                   type: array
    ///                   maxItems: 100
    ///                   items:
    ///                     type: string
    ///       responses:
    ///         "201":
    ///           description: Created
    ///         "400":
    ///           description: Not accepted
    /// ```
    /// ## Limits
    /// A list with `enum` or `const` is bounded by that; so is one with `items: false` behind `prefixItems`. Off by
    /// default: runs when it is selected, and with `review: owasp`.
    pub UnboundedArray {
        id: "openapi/unbounded-array",
        severity: Error,
        since: "0.1.0",
        default: false,
        aliases: ["owasp:api4:2023-array-limit", "vacuum:owasp-array-limit", "ibm:ibm-array-attributes"],
        references: [("OWASP API Security Top 10 2023, API4 Unrestricted Resource Consumption", "https://owasp.org/API-Security/editions/2023/en/0xa4-unrestricted-resource-consumption/")],
    }
}

impl Rule<Api> for UnboundedArray {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for schema in api.described() {
            let is_list = api.types(schema).is_some_and(|types| types.meets(Types::ARRAY));
            let closed = api.get(schema, "items").and_then(|items| api.document.boolean(items)) == Some(false);
            let bounded = ["maxItems", "enum", "const"].iter().any(|keyword| api.get(schema, keyword).is_some());
            if is_list && !bounded && !closed {
                sink.push(
                    Finding::of::<Self>(api.described_span(schema))
                        .message("the list may have any number of items: `maxItems` is missing")
                        .subject(schema),
                );
            }
        }
    }
}
