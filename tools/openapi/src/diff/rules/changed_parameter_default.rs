//! `openapi/changed-parameter-default`

use architect_core::{Rule, Sink, declare_rule};

use crate::diff::Comparison;

declare_rule! {
    /// ## What it finds
    /// The default of a parameter that came, went or changed.
    ///
    /// ## Why it matters
    /// A request that leaves the parameter out means something else now, without a word to the client.
    ///
    /// ## Bad
    /// ```diff openapi
    ///  openapi: 3.1.0
    ///  info: {title: Shop, version: 1.0.0}
    ///  paths:
    ///    /orders:
    ///      get:
    ///        parameters:
    /// -        - {name: size, in: query, schema: {type: integer, default: 20}}
    /// +        - {name: size, in: query, schema: {type: integer, default: 100}}
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
    /// -        - {name: size, in: query, schema: {type: integer, default: 20}}
    /// +        - {name: size, in: query, schema: {type: integer, default: 20.0}}
    ///        responses:
    ///          "200": {description: The orders.}
    /// ```
    ///
    /// ## Limits
    /// The request is still valid, so it is a warning. Defaults of properties are `openapi/changed-annotation`.
    pub ChangedParameterDefault {
        id: "openapi/changed-parameter-default",
        severity: Warning,
        since: "0.1.0",
        aliases: [
            "oasdiff:request-parameter-default-value-changed",
            "oasdiff:request-parameter-default-value-added",
            "oasdiff:request-parameter-default-value-removed",
        ],
        references: [
            ("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html"),
        ],
    }
}

impl Rule<Comparison> for ChangedParameterDefault {
    fn check(&self, comparison: &Comparison, sink: &mut Sink) {
        comparison.tell::<Self>(sink);
    }
}
