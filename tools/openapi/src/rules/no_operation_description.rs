//! `openapi/no-operation-description`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;

declare_rule! {
    /// ## What it finds
    /// An operation without a description.
    ///
    /// ## Why it matters
    /// Method and path rarely tell all: what it changes, what it needs, what to expect.
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
    ///       description: Orders of the customer, the newest first.
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    /// ```
    /// ## Limits
    /// Off by default: it runs when it is selected.
    pub NoOperationDescription {
        id: "openapi/no-operation-description",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["spectral:operation-description", "vacuum:operation-description", "redocly:operation-description"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for NoOperationDescription {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for operation in api.operations() {
            if api.is_blank(operation.node, "description") {
                let place = api.get(operation.node, "description").unwrap_or(operation.node);
                sink.push(
                    Finding::of::<Self>(api.key_span(place))
                        .message("the operation has no description")
                        .subject(operation.subject()),
                );
            }
        }
    }
}
