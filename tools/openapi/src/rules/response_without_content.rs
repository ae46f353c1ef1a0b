//! `openapi/response-without-content`

use architect_core::{Finding, Rule, Sink, declare_rule};

use std::collections::HashSet;

use crate::api::Api;

declare_rule! {
    /// ## What it finds
    /// A response without content that by its status could have some.
    ///
    /// ## Why it matters
    /// Readers cannot tell whether there is no body or nobody described it.
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
    ///           content:
    ///             application/json:
    ///               schema:
    ///                 type: object
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
    ///         "404":
    ///           description: Unknown
    ///           content:
    ///             application/json:
    ///               schema:
    ///                 type: object
    /// ```
    /// ## Limits
    /// Off by default: it runs when it is selected.
    pub ResponseWithoutContent {
        id: "openapi/response-without-content",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["ibm:ibm-request-and-response-content"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for ResponseWithoutContent {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let mut judged = HashSet::new();
        for operation in api.operations().iter().filter(|operation| operation.method != "HEAD") {
            for answer in api.answers(operation) {
                let may_be_empty =
                    matches!(answer.status, "202" | "204" | "205") || answer.status.starts_with(['1', '3']);
                if !may_be_empty && !api.has_content(answer.object) && judged.insert(answer.object) {
                    sink.push(
                        Finding::of::<Self>(api.key_span(answer.object))
                            .message("the response has no content")
                            .subject(format!("{} {}", operation.subject(), answer.status)),
                    );
                }
            }
        }
    }
}
