//! `openapi/redirect-with-content`

use architect_core::{Finding, Rule, Sink, declare_rule};

use std::collections::HashSet;

use crate::api::Api;

declare_rule! {
    /// ## What it finds
    /// A redirect (3XX) with content.
    ///
    /// ## Why it matters
    /// Clients follow it and never look at the body.
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
    ///                 type: object
    ///         "303":
    ///           description: Elsewhere
    ///           content:
    ///             application/json:
    ///               schema:
    ///                 type: object
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
    ///         "303":
    ///           description: Elsewhere
    ///         "404":
    ///           description: Unknown
    /// ```
    /// ## Limits
    /// Off by default: it runs when it is selected.
    pub RedirectWithContent {
        id: "openapi/redirect-with-content",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["ibm:ibm-redirect-response-body"],
        references: [("RFC 9110, HTTP Semantics", "https://www.rfc-editor.org/rfc/rfc9110")],
    }
}

impl Rule<Api> for RedirectWithContent {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let mut judged = HashSet::new();
        for operation in api.operations() {
            for answer in api.answers(operation) {
                let redirects = answer.status.starts_with('3') && !matches!(answer.status, "300" | "304");
                if redirects && api.has_content(answer.object) && judged.insert(answer.object) {
                    sink.push(
                        Finding::of::<Self>(api.key_span(answer.object))
                            .message("the redirect has content")
                            .subject(format!("{} {}", operation.subject(), answer.status)),
                    );
                }
            }
        }
    }
}
