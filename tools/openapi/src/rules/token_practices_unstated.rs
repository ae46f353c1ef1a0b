//! `openapi/token-practices-unstated`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::structure::shape::Kind;

declare_rule! {
    /// ## What it finds
    /// A scheme of OAuth 2.0 or of JSON Web Tokens whose description does not name RFC 8725.
    ///
    /// ## Why it matters
    /// Tokens that are checked carelessly let forged ones in: `alg: none`, weak algorithms, a foreign audience. Saying
    /// that RFC 8725 is kept makes it a promise that can be tested.
    ///
    /// ## Bad
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// servers:
    ///   - url: https://api.example.org
    /// security:
    ///   - access: []
    /// paths:
    ///   /orders:
    ///     post:
    ///       operationId: createOrder
    ///       responses:
    ///         "201":
    ///           description: Created
    ///         "400":
    ///           description: Not accepted
    /// components:
    ///   securitySchemes:
    ///     access:
    ///       type: http
    ///       scheme: bearer
    ///       bearerFormat: JWT
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
    /// security:
    ///   - access: []
    /// paths:
    ///   /orders:
    ///     post:
    ///       operationId: createOrder
    ///       responses:
    ///         "201":
    ///           description: Created
    ///         "400":
    ///           description: Not accepted
    /// components:
    ///   securitySchemes:
    ///     access:
    ///       type: http
    ///       scheme: bearer
    ///       bearerFormat: JWT
    ///       description: Tokens are checked as RFC 8725 says.
    /// ```
    /// ## Limits
    /// What the server does cannot be read from a document; this is about what it says. Off by default: runs when it is
    /// selected, and with `review: owasp`.
    pub TokenPracticesUnstated {
        id: "openapi/token-practices-unstated",
        severity: Error,
        since: "0.1.0",
        default: false,
        aliases: ["owasp:api2:2023-jwt-best-practices", "vacuum:owasp-jwt-best-practices"],
        references: [("RFC 8725, JSON Web Token Best Current Practices", "https://www.rfc-editor.org/rfc/rfc8725")],
    }
}

impl Rule<Api> for TokenPracticesUnstated {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for scheme in api.objects(Kind::SecurityScheme) {
            let is = |field, word: &str| {
                api.document.get_string(scheme, field).is_some_and(|text| text.eq_ignore_ascii_case(word))
            };
            if !is("type", "oauth2") && !is("bearerFormat", "jwt") {
                continue;
            }
            let described = api.get(scheme, "description");
            let text = described.and_then(|value| api.document.string(value)).unwrap_or_default();
            if !["RFC8725", "RFC 8725", "RFC-8725"].iter().any(|name| text.contains(name)) {
                sink.push(
                    Finding::of::<Self>(described.map_or_else(|| api.key_span(scheme), |value| api.span(value)))
                        .message("the description does not say that tokens are checked as RFC 8725 wants it")
                        .subject(scheme)
                        .help("Have the server check tokens so, and name RFC 8725 in the description."),
                );
            }
        }
    }
}
