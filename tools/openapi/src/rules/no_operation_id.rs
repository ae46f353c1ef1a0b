//! `openapi/no-operation-id`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;

declare_rule! {
    /// ## What it finds
    /// An operation without `operationId`.
    ///
    /// ## Why it matters
    /// Generators then make up names from method and path, which change when the path does.
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
    ///       responses:
    ///         "200":
    ///           description: Done
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
    ///         "404":
    ///           description: Unknown
    /// ```
    /// ## Limits
    /// Callbacks and webhooks are not called by clients of the API and are not reported.
    pub NoOperationId {
        id: "openapi/no-operation-id",
        severity: Info,
        since: "0.1.0",
        aliases: ["spectral:operation-operationId", "redocly:operation-operationId", "vacuum:operation-operationId"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for NoOperationId {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for operation in api.operations() {
            if operation.path().is_some() && api.get(operation.node, "operationId").is_none() {
                sink.push(
                    Finding::of::<Self>(api.key_span(operation.node))
                        .message("the operation has no `operationId`")
                        .subject(operation.subject()),
                );
            }
        }
    }
}
