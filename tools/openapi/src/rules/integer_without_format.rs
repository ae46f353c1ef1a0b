//! `openapi/integer-without-format`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::api::schema::Types;

declare_rule! {
    /// ## What it finds
    /// A whole number without a `format`.
    ///
    /// ## Why it matters
    /// Generators choose 32 or 64 bits as they like, and large values wrap around or lose digits.
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
    ///                   format: int32
    ///       responses:
    ///         "201":
    ///           description: Created
    ///         "400":
    ///           description: Not accepted
    /// ```
    /// ## Limits
    /// `enum` and `const` need none. Off by default: runs when it is selected, and with `review: owasp`.
    pub IntegerWithoutFormat {
        id: "openapi/integer-without-format",
        severity: Error,
        since: "0.1.0",
        default: false,
        aliases: ["owasp:api4:2023-integer-format", "vacuum:owasp-integer-format", "ibm:ibm-integer-attributes"],
        references: [("OWASP API Security Top 10 2023, API4 Unrestricted Resource Consumption", "https://owasp.org/API-Security/editions/2023/en/0xa4-unrestricted-resource-consumption/")],
    }
}

impl Rule<Api> for IntegerWithoutFormat {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for schema in api.described() {
            let types = api.types(schema).unwrap_or(Types::STRING);
            let is_whole = types.covers(Types::INTEGER) && !types.covers(Types::NUMBER);
            if is_whole && !["format", "enum", "const"].iter().any(|keyword| api.get(schema, keyword).is_some()) {
                sink.push(
                    Finding::of::<Self>(api.described_span(schema))
                        .message("the whole number has no `format`: 32 or 64 bits is not said")
                        .subject(schema),
                );
            }
        }
    }
}
