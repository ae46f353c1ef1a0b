//! `openapi/unsecured-operation`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::api::Api;

declare_rule! {
    /// ## What it finds
    /// An operation without any security, in a document that defines security schemes.
    ///
    /// ## Why it matters
    /// It can be called by anyone. That is most often an oversight: a new operation that no `security` reaches.
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
    ///       operationId: getOrder
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    /// components:
    ///   securitySchemes:
    ///     token:
    ///       type: http
    ///       scheme: bearer
    /// ```
    /// ## Good
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// servers:
    ///   - url: https://api.example.org
    /// security:
    ///   - token: []
    /// paths:
    ///   /orders:
    ///     get:
    ///       operationId: getOrder
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    ///   /health:
    ///     get:
    ///       operationId: health
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    ///       security: []
    /// components:
    ///   securitySchemes:
    ///     token:
    ///       type: http
    ///       scheme: bearer
    /// ```
    /// ## Limits
    /// An operation that says `security: []` is open on purpose and not reported. A document without schemes is not judged:
    /// its security lies elsewhere.
    pub UnsecuredOperation {
        id: "openapi/unsecured-operation",
        severity: Info,
        since: "0.1.0",
        aliases: ["redocly:security-defined"],
        references: [("OWASP API Security Top 10 2023, API2 Broken Authentication", "https://owasp.org/API-Security/editions/2023/en/0xa2-broken-authentication/")],
    }
}

impl Rule<Api> for UnsecuredOperation {
    fn check(&self, api: &Api, sink: &mut Sink) {
        if api.security_schemes().is_empty() {
            return;
        }
        for operation in api.operations() {
            if operation.path().is_some() && api.security_of(operation).is_none() {
                sink.push(
                    Finding::of::<Self>(api.key_span(operation.node))
                        .confidence(Confidence::Medium)
                        .message("the operation asks for no security, though the document defines schemes")
                        .subject(operation.subject())
                        .help("Give it a `security` list, or say `security: []` if it is meant to be open."),
                );
            }
        }
    }
}
