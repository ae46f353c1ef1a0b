//! `openapi/required-request-body`

use architect_core::{Rule, Sink, declare_rule};

use crate::diff::Comparison;

declare_rule! {
    /// ## What it finds
    /// A body that callers did not have to send: a new one that is required, or one that became required.
    ///
    /// ## Why it matters
    /// Requests without a body, which were right until now, are refused.
    ///
    /// ## Bad
    /// ```diff openapi
    ///  openapi: 3.1.0
    ///  info: {title: Shop, version: 1.0.0}
    ///  paths:
    ///    /orders:
    ///      post:
    ///        requestBody:
    /// -        required: false
    /// +        required: true
    ///          content:
    ///            application/json: {schema: {type: object}}
    ///        responses:
    ///          "201": {description: It is placed.}
    /// ```
    /// ## Good
    /// ```diff openapi
    ///  openapi: 3.1.0
    ///  info: {title: Shop, version: 1.0.0}
    ///  paths:
    ///    /orders:
    ///      post:
    ///        requestBody:
    /// +        required: false
    ///          content:
    ///            application/json: {schema: {type: object}}
    ///        responses:
    ///          "201": {description: It is placed.}
    /// ```
    ///
    /// ## Limits
    /// `diff_openapi` runs it, `validate_openapi` does not.
    pub RequiredRequestBody {
        id: "openapi/required-request-body",
        severity: Error,
        since: "0.1.0",
        aliases: [
            "oasdiff:request-body-added-required",
            "oasdiff:request-body-became-required",
        ],
        references: [
            ("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html"),
        ],
    }
}

impl Rule<Comparison> for RequiredRequestBody {
    fn check(&self, comparison: &Comparison, sink: &mut Sink) {
        comparison.tell::<Self>(sink);
    }
}
