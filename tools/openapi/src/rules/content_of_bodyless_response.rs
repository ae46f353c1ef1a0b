//! `openapi/content-of-bodyless-response`

use architect_core::{Finding, Rule, Sink, declare_rule};

use std::collections::HashSet;

use crate::api::Api;

declare_rule! {
    /// ## What it finds
    /// Content of a response that cannot have any: 1XX, 204, 205, 304.
    ///
    /// ## Why it matters
    /// HTTP forbids a body there, so that what is described never arrives.
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
    ///     delete:
    ///       operationId: dropOrder
    ///       responses:
    ///         "204":
    ///           description: Gone
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
    ///     delete:
    ///       operationId: dropOrder
    ///       responses:
    ///         "204":
    ///           description: Gone
    ///         "404":
    ///           description: Unknown
    /// ```
    pub ContentOfBodylessResponse {
        id: "openapi/content-of-bodyless-response",
        severity: Warning,
        since: "0.1.0",
        aliases: ["ibm:ibm-response-status-codes"],
        references: [("RFC 9110, HTTP Semantics, 15 Status Codes", "https://www.rfc-editor.org/rfc/rfc9110#section-15")],
    }
}

impl Rule<Api> for ContentOfBodylessResponse {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let mut judged = HashSet::new();
        for operation in api.operations() {
            for answer in api.answers(operation) {
                let bodyless = matches!(answer.status, "204" | "205" | "304") || answer.status.starts_with('1');
                if !bodyless || !api.has_content(answer.object) || !judged.insert(answer.object) {
                    continue;
                }
                let place = api.get(answer.object, "content").or_else(|| api.get(answer.object, "schema"));
                sink.push(
                    Finding::of::<Self>(api.key_span(place.unwrap_or(answer.object)))
                        .message("the response has content, which its status forbids")
                        .subject(format!("{} {}", operation.subject(), answer.status)),
                );
            }
        }
    }
}
