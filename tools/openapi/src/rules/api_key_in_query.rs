//! `openapi/api-key-in-query`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::structure::shape::Kind;

declare_rule! {
    /// ## What it finds
    /// An API key that is sent in the query, or in the path.
    ///
    /// ## Why it matters
    /// Addresses are written to logs, histories and referrers, and the key with them.
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
    ///   - key: []
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
    ///     key:
    ///       type: apiKey
    ///       name: key
    ///       in: query
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
    ///   - key: []
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
    ///     key:
    ///       type: apiKey
    ///       name: X-Key
    ///       in: header
    /// ```
    pub ApiKeyInQuery {
        id: "openapi/api-key-in-query",
        severity: Warning,
        since: "0.1.0",
        aliases: ["owasp:api2:2023-no-api-keys-in-url", "vacuum:owasp-no-api-keys-in-url"],
        references: [("RFC 6750, 5.3 Summary of Recommendations", "https://www.rfc-editor.org/rfc/rfc6750#section-5.3")],
    }
}

impl Rule<Api> for ApiKeyInQuery {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for scheme in api.objects(Kind::SecurityScheme) {
            let is = |field, word| api.document.get_string(scheme, field) == Some(word);
            if !is("type", "apiKey") {
                continue;
            }
            let Some(place) = api.get(scheme, "in") else { continue };
            // A path is no place for a key by the specification, and some put it there.
            if matches!(api.document.string(place), Some("query" | "path")) {
                sink.push(
                    Finding::of::<Self>(api.span(place))
                        .message("this API key is sent in the address, where logs keep it")
                        .subject(scheme)
                        .help("Send it in a header."),
                );
            }
        }
    }
}
