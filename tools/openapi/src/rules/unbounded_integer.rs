//! `openapi/unbounded-integer`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::api::schema::Types;
use crate::version::Version;

declare_rule! {
    /// ## What it finds
    /// A whole number in what clients may send without a lower or without an upper bound, or with two of one kind.
    ///
    /// ## Why it matters
    /// A page size of a billion, a negative quantity: what is not bounded is tried.
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
    ///                 quantity:
    ///                   type: integer
    ///                   minimum: 1
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
    ///                 quantity:
    ///                   type: integer
    ///                   minimum: 1
    ///                   maximum: 1000
    ///       responses:
    ///         "201":
    ///           description: Created
    ///         "400":
    ///           description: Not accepted
    /// ```
    /// ## Limits
    /// `enum` and `const` bound the number too. From OpenAPI 3.1 on the exclusive bounds count; `minimum` beside
    /// `exclusiveMinimum` does not tell which is meant. What only responses use is left alone. Off by default: runs
    /// when it is selected, and with `review: owasp`.
    pub UnboundedInteger {
        id: "openapi/unbounded-integer",
        severity: Error,
        since: "0.1.0",
        default: false,
        aliases: ["owasp:api4:2023-integer-limit", "owasp:api4:2023-integer-limit-legacy", "vacuum:owasp-integer-limit", "vacuum:owasp-integer-limit-legacy", "ibm:ibm-integer-attributes"],
        references: [("OWASP API Security Top 10 2023, API4 Unrestricted Resource Consumption", "https://owasp.org/API-Security/editions/2023/en/0xa4-unrestricted-resource-consumption/")],
    }
}

impl Rule<Api> for UnboundedInteger {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let answered = api.answered_schemas();
        let flags = api.version < Some(Version::V3_1);
        for schema in api.described().filter(|schema| !answered.contains(schema)) {
            let types = api.types(schema).unwrap_or(Types::STRING);
            let is_whole = types.covers(Types::INTEGER) && !types.covers(Types::NUMBER);
            if !is_whole || ["enum", "const"].iter().any(|keyword| api.get(schema, keyword).is_some()) {
                continue;
            }
            let has = |keyword: &str| api.get(schema, keyword).is_some();
            let bounded =
                |bound: &str, exclusive: &str| if flags { has(bound) } else { has(bound) != has(exclusive) };
            if !bounded("minimum", "exclusiveMinimum") || !bounded("maximum", "exclusiveMaximum") {
                sink.push(
                    Finding::of::<Self>(api.described_span(schema))
                        .message("the whole number needs one lower and one upper bound")
                        .subject(schema),
                );
            }
        }
    }
}
