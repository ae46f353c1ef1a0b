//! `openapi/changed-security-scheme`

use architect_core::{Rule, Sink, declare_rule};

use crate::diff::Comparison;

declare_rule! {
    /// ## What it finds
    /// A security scheme whose kind, place, name, flows, addresses or scopes changed.
    ///
    /// ## Why it matters
    /// Callers that still send the old credentials, or fetch tokens at the old address, are refused.
    ///
    /// ## Bad
    /// ```diff openapi
    ///  openapi: 3.1.0
    ///  info: {title: Shop, version: 1.0.0}
    ///  security: [{key: []}]
    ///  components:
    ///    securitySchemes:
    /// -    key: {type: apiKey, in: header, name: X-Key}
    /// +    key: {type: apiKey, in: header, name: X-Shop-Key}
    ///  paths:
    ///    /orders:
    ///      get:
    ///        responses:
    ///          "200": {description: The orders.}
    /// ```
    /// ## Good
    /// ```diff openapi
    ///  openapi: 3.1.0
    ///  info: {title: Shop, version: 1.0.0}
    ///  security: [{key: []}]
    ///  components:
    ///    securitySchemes:
    /// -    key: {type: apiKey, in: header, name: X-Key}
    /// +    key: {type: apiKey, in: header, name: x-key}
    ///  paths:
    ///    /orders:
    ///      get:
    ///        responses:
    ///          "200": {description: The orders.}
    /// ```
    ///
    /// ## Limits
    /// Kind, place, name and a flow that is gone are errors; addresses and scopes that are gone are warnings;
    /// schemes and scopes that came, and schemes that nothing demands any more, are info. Peers grade all of it as
    /// information.
    pub ChangedSecurityScheme {
        id: "openapi/changed-security-scheme",
        severity: Warning,
        since: "0.1.0",
        aliases: [
            "oasdiff:api-security-component-removed",
            "oasdiff:api-security-component-added",
            "oasdiff:api-security-component-oauth-url-changed",
            "oasdiff:api-security-component-type-changed",
            "oasdiff:api-security-component-oauth-token-url-changed",
            "oasdiff:api-security-component-oauth-scope-added",
            "oasdiff:api-security-component-oauth-scope-removed",
            "oasdiff:api-security-component-oauth-scope-changed",
        ],
        references: [
            ("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html"),
        ],
    }
}

impl Rule<Comparison> for ChangedSecurityScheme {
    fn check(&self, comparison: &Comparison, sink: &mut Sink) {
        comparison.tell::<Self>(sink);
    }
}
