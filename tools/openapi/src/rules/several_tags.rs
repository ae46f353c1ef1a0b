//! `openapi/several-tags`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;

declare_rule! {
    /// ## What it finds
    /// An operation with more than one tag.
    ///
    /// ## Why it matters
    /// Documentation shows it several times, and generators write it into several classes.
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
    ///       tags: [orders, customers]
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
    pub SeveralTags {
        id: "openapi/several-tags",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["spectral:operation-singular-tag", "vacuum:operation-singular-tag", "redocly:operation-singular-tag"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for SeveralTags {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for operation in api.operations() {
            let Some(tags) = api.get(operation.node, "tags") else { continue };
            if api.document.items(tags).len() > 1 {
                sink.push(
                    Finding::of::<Self>(api.key_span(tags))
                        .message("the operation has more than one tag")
                        .subject(operation.subject()),
                );
            }
        }
    }
}
