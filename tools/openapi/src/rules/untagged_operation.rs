//! `openapi/untagged-operation`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;

declare_rule! {
    /// ## What it finds
    /// An operation without tags.
    ///
    /// ## Why it matters
    /// Documentation and generators group operations by tags; this one falls out of every group.
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
    ///       tags: [orders]
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    /// ```
    /// ## Limits
    /// Off by default: it runs when it is selected.
    pub UntaggedOperation {
        id: "openapi/untagged-operation",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["spectral:operation-tags", "vacuum:operation-tags"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for UntaggedOperation {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for operation in api.operations() {
            let tags = api.get(operation.node, "tags");
            if tags.is_none_or(|tags| api.document.items(tags).is_empty()) {
                sink.push(
                    Finding::of::<Self>(api.key_span(tags.unwrap_or(operation.node)))
                        .message("the operation has no tags")
                        .subject(operation.subject()),
                );
            }
        }
    }
}
