//! `openapi/array-of-arrays`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::api::schema::Types;

declare_rule! {
    /// ## What it finds
    /// A list whose items are lists.
    ///
    /// ## Why it matters
    /// The items have no names and cannot grow; most readers expect objects.
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
    ///               type: array
    ///               items:
    ///                 type: array
    ///                 items:
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
    ///               type: array
    ///               items:
    ///                 type: object
    ///                 properties:
    ///                   total:
    ///                     type: number
    ///       responses:
    ///         "201":
    ///           description: Created
    ///         "400":
    ///           description: Not accepted
    /// ```
    /// ## Limits
    /// Off by default: matrices and coordinates are lists of lists for good reasons.
    pub ArrayOfArrays {
        id: "openapi/array-of-arrays",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["ibm:ibm-no-array-of-arrays"],
        references: [("JSON Schema 2020-12 Validation, 6.1.1 type", "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.1.1")],
    }
}

impl Rule<Api> for ArrayOfArrays {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for schema in api.described() {
            let Some(items) = api.get(schema, "items") else { continue };
            let inner = api.follow(items).and_then(|items| api.types(items));
            if api.types(schema) == Some(Types::ARRAY) && inner == Some(Types::ARRAY) {
                sink.push(
                    Finding::of::<Self>(api.key_span(items))
                        .message("the items of this list are lists")
                        .subject(schema),
                );
            }
        }
    }
}
