//! `openapi/narrowed-request-composition`

use architect_core::{Rule, Sink, declare_rule};

use crate::diff::Comparison;

declare_rule! {
    /// ## What it finds
    /// An alternative of `oneOf` or `anyOf` that callers may send no longer, alternatives where there were none, or
    /// one schema that became others.
    ///
    /// ## Why it matters
    /// Requests that fit only what is gone are refused.
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
    /// -              oneOf: [{type: object, required: [id]}, {type: object, required: [code]}, {type: string}]
    /// +              oneOf: [{type: object, required: [id]}, {type: object, required: [code]}]
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
    /// -              oneOf: [{type: object, required: [id]}, {type: object, required: [code]}]
    /// +              oneOf: [{type: object, required: [code]}, {type: object, required: [id]}]
    ///        responses:
    ///          "201": {description: It is placed.}
    /// ```
    ///
    /// ## Limits
    /// Alternatives are matched by their component, their text, their shape behind references, their title, and at
    /// last by what most of their properties are; their order says nothing. `anyOf` that became `oneOf` is a
    /// warning: only what fits two alternatives is refused. So is an alternative that is called otherwise where a
    /// discriminator takes the name for its value, since not every reader goes by it.
    pub NarrowedRequestComposition {
        id: "openapi/narrowed-request-composition",
        severity: Error,
        since: "0.1.0",
        aliases: [
            "oasdiff:request-body-all-of-added",
            "oasdiff:request-body-all-of-removed",
            "oasdiff:request-property-all-of-added",
            "oasdiff:request-property-all-of-removed",
            "oasdiff:request-body-any-of-removed",
            "oasdiff:request-property-any-of-removed",
            "oasdiff:request-body-one-of-removed",
            "oasdiff:request-property-one-of-removed",
            "oasdiff:request-body-wrapped-in-one-of",
        ],
        references: [
            ("JSON Schema 2020-12, Validation", "https://json-schema.org/draft/2020-12/json-schema-validation"),
        ],
    }
}

impl Rule<Comparison> for NarrowedRequestComposition {
    fn check(&self, comparison: &Comparison, sink: &mut Sink) {
        comparison.tell::<Self>(sink);
    }
}
