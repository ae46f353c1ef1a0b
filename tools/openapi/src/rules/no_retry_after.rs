//! `openapi/no-retry-after`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;

declare_rule! {
    /// ## What it finds
    /// A response 429 without the header `Retry-After`.
    ///
    /// ## Why it matters
    /// A client that does not know how long to wait asks again at once.
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
    ///         "429":
    ///           description: Too many requests
    ///           headers:
    ///             X-Reason:
    ///               schema:
    ///                 type: string
    /// ```
    ///
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
    ///         "429":
    ///           description: Too many requests
    ///           headers:
    ///             Retry-After:
    ///               schema:
    ///                 type: string
    /// ```
    /// ## Limits
    /// Off by default: runs when it is selected, and with `review: owasp`.
    pub NoRetryAfter {
        id: "openapi/no-retry-after",
        severity: Error,
        since: "0.1.0",
        default: false,
        aliases: ["owasp:api4:2023-rate-limit-retry-after", "vacuum:owasp-rate-limit-retry-after"],
        references: [("RFC 6585, 4 429 Too Many Requests", "https://www.rfc-editor.org/rfc/rfc6585#section-4")],
    }
}

impl Rule<Api> for NoRetryAfter {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for answer in api.all_answers().into_iter().filter(|answer| answer.status == "429") {
            let headers = api.get(answer.object, "headers");
            let listed = headers.map_or(&[][..], |headers| api.document.entries(headers));
            if !listed.iter().any(|entry| api.document.key(entry.key).eq_ignore_ascii_case("Retry-After")) {
                sink.push(
                    Finding::of::<Self>(api.key_span(headers.unwrap_or(answer.object)))
                        .message("the response 429 does not say when to try again: `Retry-After` is missing")
                        .subject(answer.object),
                );
            }
        }
    }
}
