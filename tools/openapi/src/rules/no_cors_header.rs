//! `openapi/no-cors-header`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;

declare_rule! {
    /// ## What it finds
    /// A response that lists its headers, but not `Access-Control-Allow-Origin`.
    ///
    /// ## Why it matters
    /// Which sites may read the response in a browser stays unsaid, and `*` is what it often becomes.
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
    ///             Access-Control-Allow-Origin:
    ///               schema:
    ///                 type: string
    ///         "400":
    ///           description: Not accepted
    /// ```
    /// ## Limits
    /// A response that lists no headers at all is left alone. An API that no browser calls needs none. Off by default:
    /// runs when it is selected, and with `review: owasp`.
    pub NoCorsHeader {
        id: "openapi/no-cors-header",
        severity: Error,
        since: "0.1.0",
        default: false,
        aliases: ["owasp:api8:2023-define-cors-origin"],
        references: [("OWASP API Security Top 10 2023, API8 Security Misconfiguration", "https://owasp.org/API-Security/editions/2023/en/0xa8-security-misconfiguration/"), ("Fetch Standard, CORS protocol", "https://fetch.spec.whatwg.org/#http-cors-protocol")],
    }
}

impl Rule<Api> for NoCorsHeader {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for answer in api.all_answers() {
            let Some(headers) = api.get(answer.object, "headers") else { continue };
            let mut names = api.document.entries(headers).iter().map(|entry| api.document.key(entry.key));
            if !names.any(|name| name.eq_ignore_ascii_case("Access-Control-Allow-Origin")) {
                sink.push(
                    Finding::of::<Self>(api.key_span(headers))
                        .message("the response does not say which sites may read it: `Access-Control-Allow-Origin`")
                        .subject(answer.object),
                );
            }
        }
    }
}
