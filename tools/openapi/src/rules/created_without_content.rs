//! `openapi/created-without-content`

use architect_core::{Finding, Rule, Sink, declare_rule};

use std::collections::HashSet;

use crate::api::Api;

declare_rule! {
    /// ## What it finds
    /// A 201 response with neither content nor a `Location` header.
    ///
    /// ## Why it matters
    /// Clients do not learn what was created and where it is.
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
    ///     post:
    ///       operationId: createOrder
    ///       responses:
    ///         "201":
    ///           description: Created
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
    ///     post:
    ///       operationId: createOrder
    ///       responses:
    ///         "201":
    ///           description: Created
    ///           content:
    ///             application/json:
    ///               schema:
    ///                 type: object
    ///         "404":
    ///           description: Unknown
    /// ```
    /// ## Limits
    /// Off by default: it runs when it is selected.
    pub CreatedWithoutContent {
        id: "openapi/created-without-content",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["ibm:ibm-response-status-codes"],
        references: [("RFC 9110, HTTP Semantics", "https://www.rfc-editor.org/rfc/rfc9110")],
    }
}

impl Rule<Api> for CreatedWithoutContent {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let mut judged = HashSet::new();
        for operation in api.operations() {
            for answer in api.answers(operation).iter().filter(|answer| answer.status == "201") {
                let located = api.headers_of(answer.object).any(|name| name.eq_ignore_ascii_case("location"));
                if !located && !api.has_content(answer.object) && judged.insert(answer.object) {
                    sink.push(
                        Finding::of::<Self>(api.key_span(answer.object))
                            .message("the response says neither what was created nor where it is")
                            .subject(operation.subject()),
                    );
                }
            }
        }
    }
}
