//! `openapi/narrowed-request-structure`

use architect_core::{Rule, Sink, declare_rule};

use crate::diff::Comparison;

declare_rule! {
    /// ## What it finds
    /// A further demand on the structure of what callers send: `additionalProperties: false`, `dependentRequired`,
    /// `if`, `not`, `contains`, `uniqueItems`, `propertyNames`, `patternProperties`, `unevaluatedProperties`,
    /// `contentSchema`, …
    ///
    /// ## Why it matters
    /// Requests that do not meet it were right until now.
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
    ///                  note: {type: string}
    /// +              additionalProperties: false
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
    ///                  note: {type: string}
    /// +              additionalProperties: true
    ///        responses:
    ///          "201": {description: It is placed.}
    /// ```
    ///
    /// ## Limits
    /// A `not` or `if` that says something else, and an item of a list with a schema of its own, may narrow or
    /// widen: a warning.
    pub NarrowedRequestStructure {
        id: "openapi/narrowed-request-structure",
        severity: Error,
        since: "0.1.0",
        aliases: [
            "oasdiff:request-body-prefix-items-added",
            "oasdiff:request-body-prefix-items-removed",
            "oasdiff:request-property-prefix-items-added",
            "oasdiff:request-property-prefix-items-removed",
            "oasdiff:request-body-if-added",
            "oasdiff:request-body-then-added",
            "oasdiff:request-body-else-added",
            "oasdiff:request-property-if-added",
            "oasdiff:request-property-then-added",
            "oasdiff:request-property-else-added",
            "oasdiff:request-body-contains-added",
            "oasdiff:request-property-contains-added",
            "oasdiff:request-body-dependent-required-added",
            "oasdiff:request-body-dependent-required-changed",
            "oasdiff:request-property-dependent-required-added",
            "oasdiff:request-property-dependent-required-changed",
            "oasdiff:request-body-dependent-schema-added",
            "oasdiff:request-property-dependent-schema-added",
            "oasdiff:request-body-pattern-property-added",
            "oasdiff:request-property-pattern-property-added",
            "oasdiff:request-body-property-names-added",
            "oasdiff:request-property-property-names-added",
            "oasdiff:request-body-unevaluated-items-added",
            "oasdiff:request-body-unevaluated-properties-added",
            "oasdiff:request-property-unevaluated-items-added",
            "oasdiff:request-property-unevaluated-properties-added",
            "oasdiff:request-body-content-schema-added",
            "oasdiff:request-body-content-media-type-changed",
            "oasdiff:request-body-content-encoding-changed",
            "oasdiff:request-property-content-schema-added",
            "oasdiff:request-property-content-media-type-changed",
            "oasdiff:request-property-content-encoding-changed",
            "oasdiff:request-property-max-contains-set",
            "oasdiff:request-property-min-contains-set",
        ],
        references: [
            ("JSON Schema 2020-12, Validation", "https://json-schema.org/draft/2020-12/json-schema-validation"),
        ],
    }
}

impl Rule<Comparison> for NarrowedRequestStructure {
    fn check(&self, comparison: &Comparison, sink: &mut Sink) {
        comparison.tell::<Self>(sink);
    }
}
