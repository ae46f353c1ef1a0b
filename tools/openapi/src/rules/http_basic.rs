//! `openapi/http-basic`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::api::security::Scheme;
use crate::structure::shape::Kind;

declare_rule! {
    /// ## What it finds
    /// A security scheme that is HTTP basic authentication.
    ///
    /// ## Why it matters
    /// Every request carries the password itself: it ends up in logs and caches, does not expire, and cannot be withdrawn for
    /// one client.
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
    ///   - login: []
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
    ///     login:
    ///       type: http
    ///       scheme: basic
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
    ///   - login: []
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
    ///     login:
    ///       type: http
    ///       scheme: bearer
    /// ```
    /// ## Limits
    /// Many public interfaces use it for API keys over TLS, which is why this is but a hint.
    pub HttpBasic {
        id: "openapi/http-basic",
        severity: Error,
        since: "0.1.0",
        default: false,
        aliases: ["owasp:api2:2023-no-http-basic", "vacuum:owasp-no-http-basic"],
        references: [("RFC 7617, 4 Security Considerations", "https://www.rfc-editor.org/rfc/rfc7617#section-4")],
    }
}

impl Rule<Api> for HttpBasic {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for scheme in api.objects(Kind::SecurityScheme) {
            if api.scheme(scheme) != Some(Scheme::Basic) {
                continue;
            }
            // In 2.0 the type says it.
            let Some(value) = api.get(scheme, "scheme").or_else(|| api.get(scheme, "type")) else { continue };
            sink.push(
                Finding::of::<Self>(api.span(value))
                    .message("this scheme sends a password with every request")
                    .subject(scheme)
                    .help("Prefer tokens that expire: OAuth 2.0, OpenID Connect, or `bearer`."),
            );
        }
    }
}
