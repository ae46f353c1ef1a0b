//! `openapi/tightened-security`

use architect_core::{Rule, Sink, declare_rule};

use crate::diff::Comparison;

declare_rule! {
    /// ## What it finds
    /// An operation that refuses callers it let in: security where there was none, one of several ways gone, one
    /// more scheme or scope demanded.
    ///
    /// ## Why it matters
    /// Each caller that does not bring what is new gets 401 or 403 at once. Peers grade added security as
    /// information, since it is no change of data; for the caller there is no harder break.
    ///
    /// ## Bad
    /// ```diff openapi
    ///  openapi: 3.1.0
    ///  info: {title: Shop, version: 1.0.0}
    ///  security: []
    ///  components:
    ///    securitySchemes:
    ///      token: {type: http, scheme: bearer}
    ///  paths:
    ///    /orders:
    ///      get:
    /// +      security: [{token: []}]
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
    /// +      security: [{token: []}]
    ///        responses:
    ///          "200": {description: The orders.}
    /// ```
    ///
    /// ## Limits
    /// Requirements are compared as they hold for each operation, its own or the document's: repeating one in
    /// another place changes nothing. Webhooks and callbacks are left out, since the client serves those.
    pub TightenedSecurity {
        id: "openapi/tightened-security",
        severity: Error,
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
        ],
    }
}

impl Rule<Comparison> for TightenedSecurity {
    fn check(&self, comparison: &Comparison, sink: &mut Sink) {
        comparison.tell::<Self>(sink);
    }
}
