//! `openapi/no-rate-limit-headers`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;

declare_rule! {
    /// ## What it finds
    /// A response with a status of 2xx or 4xx without a header that tells the limit of requests: `RateLimit`,
    /// `RateLimit-Limit` with `RateLimit-Reset`, `X-RateLimit-Limit` or `X-Rate-Limit-Limit`.
    ///
    /// ## Why it matters
    /// Without limits one client takes what is there for all. Without the header, well-meaning clients cannot keep to
    /// them.
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
    ///           headers:
    ///             X-Total:
    ///               schema:
    ///                 type: string
    ///         "400":
    ///           description: Not accepted
    ///           headers:
    ///             RateLimit:
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
    ///           headers:
    ///             RateLimit:
    ///               schema:
    ///                 type: string
    ///         "400":
    ///           description: Not accepted
    ///           headers:
    ///             RateLimit:
    ///               schema:
    ///                 type: string
    /// ```
    /// ## Limits
    /// A gateway may set the headers without the document saying so. Webhooks and callbacks are answered by others and
    /// left alone. Off by default: runs when it is selected, and with `review: owasp`.
    pub NoRateLimitHeaders {
        id: "openapi/no-rate-limit-headers",
        severity: Error,
        since: "0.1.0",
        default: false,
        aliases: ["owasp:api4:2023-rate-limit", "vacuum:owasp-rate-limit"],
        references: [("OWASP API Security Top 10 2023, API4 Unrestricted Resource Consumption", "https://owasp.org/API-Security/editions/2023/en/0xa4-unrestricted-resource-consumption/"), ("IETF draft, RateLimit header fields for HTTP", "https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/")],
    }
}

impl Rule<Api> for NoRateLimitHeaders {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for answer in api.all_answers() {
            if !answer.status.starts_with(['2', '4']) {
                continue;
            }
            let headers = api.get(answer.object, "headers");
            let listed = headers.map_or(&[][..], |headers| api.document.entries(headers));
            let has = |name: &str| listed.iter().any(|entry| api.document.key(entry.key).eq_ignore_ascii_case(name));
            let limited = has("RateLimit")
                || (has("RateLimit-Limit") && has("RateLimit-Reset"))
                || has("X-RateLimit-Limit")
                || has("X-Rate-Limit-Limit");
            if !limited {
                sink.push(
                    Finding::of::<Self>(api.key_span(headers.unwrap_or(answer.object)))
                        .message("the response has no header that tells the limit of requests")
                        .subject(answer.object),
                );
            }
        }
    }
}
