//! `openapi/api-key-in-query`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::structure::shape::Kind;

declare_rule! {
    /// ## What it finds
    /// An API key that is sent in the query.
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
        aliases: ["owasp:api2:2023-no-api-keys-in-url"],
        references: [("RFC 6750, 5.3 Summary of Recommendations", "https://www.rfc-editor.org/rfc/rfc6750#section-5.3")],
    }
}

impl Rule<Api> for ApiKeyInQuery {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for scheme in api.objects(Kind::SecurityScheme) {
            let Some(place) = api.get(scheme, "in") else { continue };
            // The specification knows no key in a path, but some write one, and it leaks alike.
            let Some(part @ ("query" | "path")) = api.document.string(place) else { continue };
            if api.document.get_string(scheme, "type") == Some("apiKey") {
                sink.push(
                    Finding::of::<Self>(api.span(place))
                        .message(format!("this API key is sent in the {part}, where logs keep it"))
                        .subject(api.pointer(scheme))
                        .help("Send it in a header."),
                );
            }
        }
    }
}
