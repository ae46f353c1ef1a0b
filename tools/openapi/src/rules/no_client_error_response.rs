//! `openapi/no-client-error-response`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;

declare_rule! {
    /// ## What it finds
    /// An operation below `paths` that declares no 4XX response and no `default`.
    ///
    /// ## Why it matters
    /// Every call can be wrong; clients need to know what they get then.
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
    ///       operationId: getOrder
    ///       responses:
    ///         "200":
    ///           description: Done
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
    ///       operationId: getOrder
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    /// ```
    pub NoClientErrorResponse {
        id: "openapi/no-client-error-response",
        severity: Info,
        since: "0.1.0",
        aliases: ["redocly:operation-4xx-response", "vacuum:operation-4xx-response"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for NoClientErrorResponse {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for operation in api.operations() {
            let Some(responses) = api.get(operation.node, "responses").filter(|_| operation.path().is_some()) else {
                continue;
            };
            let mut codes =
                api.document.entries(responses).iter().map(|entry| api.document.key(entry.key)).peekable();
            if codes.peek().is_none() || codes.any(|code| code == "default" || code.starts_with(['4', '$'])) {
                continue;
            }
            sink.push(
                Finding::of::<Self>(api.key_span(responses))
                    .message("the operation says nothing of calls that are refused: no 4XX response and no `default`")
                    .subject(operation.subject()),
            );
        }
    }
}
