//! `openapi/unsecured-write`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::api::Api;

declare_rule! {
    /// ## What it finds
    /// An operation that writes (POST, PUT, PATCH, DELETE) and needs no security: it has no `security`, or an empty
    /// list.
    ///
    /// ## Why it matters
    /// Anyone can call it. What is written by nobody in particular cannot be undone for anybody.
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
    ///     post:
    ///       operationId: createOrder
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
    /// document defines no scheme at all, and where `security: []` says that this is meant. Whether security is
    /// optional is `openapi/optional-security`. Off by default: runs when it is selected, and with `review: owasp`.
    pub UnsecuredWrite {
        id: "openapi/unsecured-write",
        severity: Error,
        since: "0.1.0",
        default: false,
        aliases: ["owasp:api2:2023-write-restricted", "vacuum:owasp-protection-global-unsafe", "vacuum:owasp-protection-global-unsafe-strict"],
        references: [("OWASP API Security Top 10 2023, API2 Broken Authentication", "https://owasp.org/API-Security/editions/2023/en/0xa2-broken-authentication/")],
    }
}

impl Rule<Api> for UnsecuredWrite {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for operation in
            api.served().filter(|operation| matches!(operation.method.as_str(), "POST" | "PUT" | "PATCH" | "DELETE"))
        {
            let list = api.security_of(operation).map_or(&[][..], |list| api.document.items(list));
            if list.is_empty() {
                sink.push(
                    Finding::of::<Self>(api.key_span(operation.node))
                        .confidence(Confidence::Medium)
                        .message("the operation writes, and anyone can call it")
                        .subject(operation.subject()),
                );
            }
        }
    }
}
