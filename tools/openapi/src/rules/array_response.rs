//! `openapi/array-response`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::api::schema::Types;

declare_rule! {
    /// ## What it finds
    /// A response of a call that succeeds, whose JSON is a list at the top.
    ///
    /// ## Why it matters
    /// A list has no place for what comes later: a total, a cursor, a link to the next page. Putting an object around
    /// it breaks clients.
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
    ///               schema:
    ///                 type: array
    ///                 items:
    ///                   type: object
    ///         "404":
    ///           description: Unknown
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
    ///               schema:
    ///                 type: object
    ///                 properties:
    ///                   orders:
    ///                     type: array
    ///                     items:
    ///                       type: object
    ///         "404":
    ///           description: Unknown
    /// ```
    /// ## Limits
    /// Off by default: it runs when it is selected.
    pub ArrayResponse {
        id: "openapi/array-response",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["ibm:ibm-no-array-responses"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for ArrayResponse {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for answer in api.all_answers().iter().filter(|answer| answer.status.starts_with('2')) {
            let Some(schema) = api.json_schema(answer.object) else { continue };
            if api.parts(schema).schemas.iter().any(|part| api.types(*part) == Some(Types::ARRAY)) {
                sink.push(
                    Finding::of::<Self>(api.key_span(schema))
                        .message("the response is a list at the top")
                        .subject(api.owner(schema))
                        .help("Put the list into a property of an object."),
                );
            }
        }
    }
}
