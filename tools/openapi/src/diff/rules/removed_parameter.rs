//! `openapi/removed-parameter`

use architect_core::{Rule, Sink, declare_rule};

use crate::diff::Comparison;

declare_rule! {
    /// ## What it finds
    /// A parameter that is gone.
    ///
    /// ## Why it matters
    /// A server that refuses what it does not know fails the clients that still send it; one that passes over it
    /// answers something else than they asked for.
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
    /// -        - {name: shop, in: query, schema: {type: string}}
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
    /// -        - {name: X-Shop, in: header, schema: {type: string}}
    /// +        - {name: x-shop, in: header, schema: {type: string}}
    ///        responses:
    ///          "200": {description: The orders.}
    /// ```
    ///
    /// ## Limits
    /// One that was deprecated is reported as info, unless an `x-sunset` date was promised.
    pub RemovedParameter {
        id: "openapi/removed-parameter",
        severity: Warning,
        since: "0.1.0",
        aliases: [
            "oasdiff:request-parameter-removed",
            "oasdiff:request-parameter-removed-with-deprecation",
            "oasdiff:request-parameter-sunset-parse",
            "oasdiff:request-parameter-removed-before-sunset",
        ],
        references: [
            ("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html"),
            ("RFC 8594, the Sunset header", "https://www.rfc-editor.org/rfc/rfc8594"),
        ],
    }
}

impl Rule<Comparison> for RemovedParameter {
    fn check(&self, comparison: &Comparison, sink: &mut Sink) {
        comparison.tell::<Self>(sink);
    }
}
