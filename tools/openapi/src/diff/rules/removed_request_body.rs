//! `openapi/removed-request-body`

use architect_core::{Rule, Sink, declare_rule};

use crate::diff::Comparison;

declare_rule! {
    /// ## What it finds
    /// An operation that took a body and takes none any more.
    ///
    /// ## Why it matters
    /// What clients send is refused, or is passed over in silence.
    ///
    /// ## Bad
    /// ```diff openapi
    ///  openapi: 3.1.0
    ///  info: {title: Shop, version: 1.0.0}
    ///  paths:
    ///    /orders:
    ///      post:
    /// -      requestBody:
    /// -        content:
    /// -          application/json: {schema: {type: object}}
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
    /// -      requestBody:
    /// -        content:
    /// -          application/json: {schema: {type: object}}
    /// +      requestBody: {$ref: "#/components/requestBodies/Order"}
    ///        responses:
    ///          "201": {description: It is placed.}
    ///  components:
    ///    requestBodies:
    ///      Order:
    ///        content:
    ///          application/json: {schema: {type: object}}
    /// ```
    ///
    /// ## Limits
    /// `diff_openapi` runs it, `validate_openapi` does not.
    pub RemovedRequestBody {
        id: "openapi/removed-request-body",
        severity: Error,
        since: "0.1.0",
        aliases: [
            "oasdiff:request-body-removed",
        ],
        references: [
            ("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html"),
        ],
    }
}

impl Rule<Comparison> for RemovedRequestBody {
    fn check(&self, comparison: &Comparison, sink: &mut Sink) {
        comparison.tell::<Self>(sink);
    }
}
