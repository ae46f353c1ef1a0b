//! `openapi/narrowed-request-values`

use architect_core::{Rule, Sink, declare_rule};

use crate::diff::Comparison;

declare_rule! {
    /// ## What it finds
    /// A value that callers send and that must be one of a list now, or of a shorter list: `enum`, `const`,
    /// `x-extensible-enum`.
    ///
    /// ## Why it matters
    /// The values that are gone are refused.
    ///
    /// ## Bad
    /// ```diff openapi
    ///  openapi: 3.1.0
    ///  info: {title: Shop, version: 1.0.0}
    ///  paths:
    ///    /orders:
    ///      post:
    ///        requestBody:
    ///          content:
    ///            application/json:
    ///              schema:
    ///                type: object
    ///                properties:
    /// -                size: {enum: [small, large, huge]}
    /// +                size: {enum: [small, large]}
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
    ///          content:
    ///            application/json:
    ///              schema:
    ///                type: object
    ///                properties:
    /// -                size: {enum: [small, large]}
    /// +                size: {oneOf: [{const: large}, {const: small}]}
    ///        responses:
    ///          "201": {description: It is placed.}
    /// ```
    ///
    /// ## Limits
    /// Alternatives that only list values are one list.
    pub NarrowedRequestValues {
        id: "openapi/narrowed-request-values",
        severity: Error,
        since: "0.1.0",
        aliases: [
            "oasdiff:request-body-became-enum",
            "oasdiff:request-header-property-became-enum",
            "oasdiff:request-parameter-became-enum",
            "oasdiff:request-parameter-enum-value-removed",
            "oasdiff:request-parameter-property-enum-value-removed",
            "oasdiff:request-parameter-x-extensible-enum-value-removed",
            "oasdiff:request-property-became-enum",
            "oasdiff:request-body-const-added",
            "oasdiff:request-body-const-changed",
            "oasdiff:request-property-const-added",
            "oasdiff:request-property-const-changed",
            "oasdiff:request-property-enum-value-removed",
            "oasdiff:request-property-x-extensible-enum-value-removed",
            "oasdiff:request-body-enum-value-removed",
        ],
        references: [
            ("JSON Schema 2020-12, Validation", "https://json-schema.org/draft/2020-12/json-schema-validation"),
        ],
    }
}

impl Rule<Comparison> for NarrowedRequestValues {
    fn check(&self, comparison: &Comparison, sink: &mut Sink) {
        comparison.tell::<Self>(sink);
    }
}
