//! `openapi/changed-deprecation`

use architect_core::{Rule, Sink, declare_rule};

use crate::diff::Comparison;

declare_rule! {
    /// ## What it finds
    /// An operation, parameter or property that became deprecated, is not deprecated any more, or became more
    /// stable (`x-stability-level`).
    ///
    /// ## Why it matters
    /// It is the notice that clients are to read; a tool that watches the contract can pass it on.
    ///
    /// ## Bad
    /// ```diff openapi
    ///  openapi: 3.1.0
    ///  info: {title: Shop, version: 1.0.0}
    ///  paths:
    ///    /orders:
    ///      get:
    /// +      deprecated: true
    ///        responses:
    ///          "200": {description: The orders.}
    /// ```
    /// ## Good
    /// ```diff openapi
    ///  openapi: 3.1.0
    ///  info: {title: Shop, version: 1.0.0}
    ///  paths:
    ///    /orders:
    ///      get:
    ///        deprecated: true
    ///        responses:
    ///          "200": {description: The orders.}
    /// ```
    ///
    /// ## Limits
    /// `diff_openapi` runs it, `validate_openapi` does not.
    pub ChangedDeprecation {
        id: "openapi/changed-deprecation",
        severity: Info,
        since: "0.1.0",
        aliases: [
            "oasdiff:request-property-deprecated",
            "oasdiff:request-property-deprecated-with-sunset",
            "oasdiff:request-property-reactivated",
            "oasdiff:response-property-deprecated",
            "oasdiff:response-property-deprecated-with-sunset",
            "oasdiff:response-property-reactivated",
            "oasdiff:api-stability-increased",
            "oasdiff:request-property-stability-increased",
            "oasdiff:response-property-stability-increased",
            "oasdiff:endpoint-reactivated",
            "oasdiff:endpoint-deprecated",
            "oasdiff:endpoint-deprecated-with-sunset",
            "oasdiff:request-parameter-reactivated",
            "oasdiff:request-parameter-deprecated",
        ],
        references: [
            ("RFC 9745, the Deprecation header", "https://www.rfc-editor.org/rfc/rfc9745"),
            ("RFC 8594, the Sunset header", "https://www.rfc-editor.org/rfc/rfc8594"),
        ],
    }
}

impl Rule<Comparison> for ChangedDeprecation {
    fn check(&self, comparison: &Comparison, sink: &mut Sink) {
        comparison.tell::<Self>(sink);
    }
}
