//! `openapi/unsecured-read`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::api::Api;

declare_rule! {
    /// ## What it finds
    /// An operation that reads (GET, HEAD, QUERY) and needs no security: it has no `security`, or an empty list.
    ///
    /// ## Why it matters
    /// Anyone can call it. That is right for what is public, and a leak for everything else.
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
    ///         "400":
    ///           description: Not accepted
    /// security:
    ///   - access: []
    /// components:
    ///   securitySchemes:
    ///     access:
    ///       type: http
    ///       scheme: bearer
    /// ```
    /// ## Limits
    /// A gateway may do what the document does not say. Unlike `openapi/unsecured-operation` it also speaks where the
    /// document defines no scheme at all, and where `security: []` says that this is meant. Off by default: runs when
    /// it is selected, and with `review: owasp`.
    pub UnsecuredRead {
        id: "openapi/unsecured-read",
        severity: Warning,
        since: "0.1.0",
        default: false,
        aliases: ["owasp:api2:2023-read-restricted", "vacuum:owasp-protection-global-safe"],
        references: [("OWASP API Security Top 10 2023, API2 Broken Authentication", "https://owasp.org/API-Security/editions/2023/en/0xa2-broken-authentication/")],
    }
}

impl Rule<Api> for UnsecuredRead {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for operation in
            api.served().filter(|operation| matches!(operation.method.as_str(), "GET" | "HEAD" | "QUERY"))
        {
            let list = api.security_of(operation).map_or(&[][..], |list| api.document.items(list));
            if list.is_empty() {
                sink.push(
                    Finding::of::<Self>(api.key_span(operation.node))
                        .confidence(Confidence::Medium)
                        .message("the operation reads, and anyone can call it")
                        .subject(operation.subject()),
                );
            }
        }
    }
}
