//! `openapi/weak-http-scheme`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::structure::shape::Kind;

declare_rule! {
    /// ## What it finds
    /// An HTTP authentication scheme that is outdated: `negotiate`, `oauth` (OAuth 1.0), `digest` with its MD5, or
    /// `hoba`.
    ///
    /// ## Why it matters
    /// They rest on broken hashes, or tie the credentials to a connection that proxies share.
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
    ///       scheme: negotiate
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
    /// ```
    /// ## Limits
    /// `basic` is `openapi/http-basic`. Inside of a company `negotiate` may be what everything uses. Off by default:
    /// runs when it is selected, and with `review: owasp`.
    pub WeakHttpScheme {
        id: "openapi/weak-http-scheme",
        severity: Error,
        since: "0.1.0",
        default: false,
        aliases: ["owasp:api2:2023-auth-insecure-schemes", "vacuum:owasp-auth-insecure-schemes"],
        references: [("OWASP API Security Top 10 2023, API2 Broken Authentication", "https://owasp.org/API-Security/editions/2023/en/0xa2-broken-authentication/"), ("IANA, HTTP Authentication Schemes", "https://www.iana.org/assignments/http-authschemes/")],
    }
}

impl Rule<Api> for WeakHttpScheme {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for object in api.objects(Kind::SecurityScheme) {
            let Some(scheme) = api.get(object, "scheme") else { continue };
            let name = api.document.string(scheme).unwrap_or_default().to_ascii_lowercase();
            if ["negotiate", "oauth", "digest", "hoba"].contains(&name.as_str()) {
                sink.push(
                    Finding::of::<Self>(api.span(scheme))
                        .message(format!("the authentication scheme `{name}` is outdated"))
                        .subject(object)
                        .help("Prefer OAuth 2.0, OpenID Connect, `bearer` or mutual TLS."),
                );
            }
        }
    }
}
