//! `openapi/two-bounds`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;

declare_rule! {
    /// ## What it finds
    /// A schema with both `maximum` and `exclusiveMaximum` as numbers, or both `minimum` and `exclusiveMinimum`.
    ///
    /// ## Why it matters
    /// Both hold, so that only the narrower one counts. The other is a leftover, or was meant for something else.
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
    ///                   minimum: 0
    ///                   exclusiveMinimum: 0
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
    ///                   exclusiveMinimum: 0
    ///       responses:
    ///         "201":
    ///           description: Created
    ///         "400":
    ///           description: Not accepted
    /// ```
    /// ## Limits
    /// Before OpenAPI 3.1 the exclusive bounds are flags of the others and belong beside them.
    pub TwoBounds {
        id: "openapi/two-bounds",
        severity: Info,
        since: "0.1.0",
        aliases: ["redocly:no-mixed-number-range-constraints"],
        references: [("JSON Schema 2020-12 Validation, 6.2 Numeric Instances", "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.2")],
    }
}

impl Rule<Api> for TwoBounds {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for schema in api.schemas() {
            for (bound, exclusive) in [("maximum", "exclusiveMaximum"), ("minimum", "exclusiveMinimum")] {
                let Some(entry) = api.document.entry(schema, exclusive) else { continue };
                if api.number(schema, bound).is_some() && api.number(schema, exclusive).is_some() {
                    sink.push(
                        Finding::of::<Self>(api.span(entry.key))
                            .message(format!(
                                "`{bound}` and `{exclusive}` both bound the value, and one has no effect"
                            ))
                            .subject(schema),
                    );
                }
            }
        }
    }
}
