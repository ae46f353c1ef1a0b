//! `openapi/loosened-security`

use architect_core::{Rule, Sink, declare_rule};

use crate::diff::Comparison;

declare_rule! {
    /// ## What it finds
    /// An operation that lets in callers it refused: nobody is asked any more, a further way is open, a scope or
    /// scheme is demanded no more.
    ///
    /// ## Why it matters
    /// No client breaks, and that is why nobody notices: an operation that was open for a release was open. Peers
    /// grade it as information.
    ///
    /// ## Bad
    /// ```diff openapi
    ///  openapi: 3.1.0
    ///  info: {title: Shop, version: 1.0.0}
    ///  components:
    ///    securitySchemes:
    ///      token: {type: http, scheme: bearer}
    ///  paths:
    ///    /orders:
    ///      get:
    /// -      security: [{token: []}]
    /// +      security: []
    ///        responses:
    ///          "200": {description: The orders.}
    /// ```
    /// ## Good
    /// ```diff openapi
    ///  openapi: 3.1.0
    ///  info: {title: Shop, version: 1.0.0}
    ///  security: [{token: []}]
    ///  components:
    ///    securitySchemes:
    ///      token: {type: http, scheme: bearer}
    ///  paths:
    ///    /orders:
    ///      get:
    /// -      security: [{token: []}]
    ///        responses:
    ///          "200": {description: The orders.}
    /// ```
    ///
    /// ## Limits
    /// A further way beside the old ones, or a scope less, is reported as info; one that asks nothing as a warning.
    pub LoosenedSecurity {
        id: "openapi/loosened-security",
        severity: Warning,
        since: "0.1.0",
        aliases: [
            "oasdiff:api-security-removed",
            "oasdiff:api-security-added",
            "oasdiff:api-security-scope-added",
            "oasdiff:api-security-scope-removed",
            "oasdiff:api-global-security-removed",
            "oasdiff:api-global-security-added",
            "oasdiff:api-global-security-scope-added",
            "oasdiff:api-global-security-scope-removed",
        ],
        references: [
            ("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html"),
            ("OWASP API Security Top 10 (2023), API2", "https://owasp.org/API-Security/editions/2023/en/0xa2-broken-authentication/"),
        ],
    }
}

impl Rule<Comparison> for LoosenedSecurity {
    fn check(&self, comparison: &Comparison, sink: &mut Sink) {
        comparison.tell::<Self>(sink);
    }
}
