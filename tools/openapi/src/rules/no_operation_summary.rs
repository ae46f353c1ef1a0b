//! `openapi/no-operation-summary`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;

declare_rule! {
    /// ## What it finds
    /// An operation without a summary.
    ///
    /// ## Why it matters
    /// Documentation lists operations by it.
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
    ///       summary: List orders
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    /// ```
    /// ## Limits
    /// Off by default: it runs when it is selected.
    pub NoOperationSummary {
        id: "openapi/no-operation-summary",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["redocly:operation-summary", "ibm:ibm-operation-summary"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for NoOperationSummary {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for operation in api.operations() {
            if api.is_blank(operation.node, "summary") {
                let place = api.get(operation.node, "summary").unwrap_or(operation.node);
                sink.push(
                    Finding::of::<Self>(api.key_span(place))
                        .message("the operation has no summary")
                        .subject(operation.subject()),
                );
            }
        }
    }
}
