//! `openapi/required-parameter`

use architect_core::{Rule, Sink, declare_rule};

use crate::diff::Comparison;

declare_rule! {
    /// ## What it finds
    /// A parameter that callers did not have to send: a new one that is required, or one that became required.
    ///
    /// ## Why it matters
    /// Every request of today's clients lacks it and is refused.
    ///
    /// ## Bad
    /// ```diff openapi
    ///  openapi: 3.1.0
    ///  info: {title: Shop, version: 1.0.0}
    ///  paths:
    ///    /orders:
    ///      get:
    ///        parameters:
    ///          - {name: page, in: query, schema: {type: integer}}
    /// +        - {name: shop, in: query, required: true, schema: {type: string}}
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
    ///        parameters:
    ///          - {name: page, in: query, schema: {type: integer}}
    /// -        - {name: shop, in: query, required: true, schema: {type: string}}
    /// +        - {name: shop, in: query, required: true, schema: {type: string}, description: The shop.}
    ///        responses:
    ///          "200": {description: The orders.}
    /// ```
    ///
    /// ## Limits
    /// `diff_openapi` runs it, `validate_openapi` does not.
    pub RequiredParameter {
        id: "openapi/required-parameter",
        severity: Error,
        since: "0.1.0",
        aliases: [
            "oasdiff:new-required-request-default-parameter-to-existing-path",
            "oasdiff:new-required-request-parameter",
            "oasdiff:new-request-path-parameter",
            "oasdiff:new-required-request-header-property",
            "oasdiff:request-header-property-became-required",
            "oasdiff:request-parameter-became-required",
        ],
        references: [
            ("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html"),
        ],
    }
}

impl Rule<Comparison> for RequiredParameter {
    fn check(&self, comparison: &Comparison, sink: &mut Sink) {
        comparison.tell::<Self>(sink);
    }
}
