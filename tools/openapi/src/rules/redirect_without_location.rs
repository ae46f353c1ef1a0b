//! `openapi/redirect-without-location`

use architect_core::{Finding, Rule, Sink, declare_rule};

use std::collections::HashSet;

use crate::api::Api;

declare_rule! {
    /// ## What it finds
    /// A 301, 302, 303, 307 or 308 response without a `Location` header.
    ///
    /// ## Why it matters
    /// Clients are sent elsewhere and not told where.
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
    ///           headers:
    ///             Location:
    ///               schema:
    ///                 type: string
    ///         "404":
    ///           description: Unknown
    /// ```
    /// ## Limits
    /// Off by default: it runs when it is selected.
    pub RedirectWithoutLocation {
        id: "openapi/redirect-without-location",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: [],
        references: [("RFC 9110, HTTP Semantics", "https://www.rfc-editor.org/rfc/rfc9110")],
    }
}

impl Rule<Api> for RedirectWithoutLocation {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let mut judged = HashSet::new();
        for operation in api.operations() {
            for answer in api.answers(operation) {
                let redirects = matches!(answer.status, "301" | "302" | "303" | "307" | "308");
                let located = api.headers_of(answer.object).any(|name| name.eq_ignore_ascii_case("location"));
                if redirects && !located && judged.insert(answer.object) {
                    sink.push(
                        Finding::of::<Self>(api.key_span(answer.object))
                            .message("the redirect has no `Location`")
                            .subject(format!("{} {}", operation.subject(), answer.status)),
                    );
                }
            }
        }
    }
}
