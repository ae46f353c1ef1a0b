//! `openapi/narrowed-request-type`

use architect_core::{Rule, Sink, declare_rule};

use crate::diff::Comparison;

declare_rule! {
    /// ## What it finds
    /// A value that callers send whose type takes in less than before: another type, fewer types, no `null` any
    /// more, a narrower format.
    ///
    /// ## Why it matters
    /// Values that were right until now are refused.
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
    /// -                total: {type: number}
    /// +                total: {type: integer}
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
    /// -                total: {type: [integer, string]}
    /// +                total: {anyOf: [{type: integer}, {type: string}]}
    ///        responses:
    ///          "201": {description: It is placed.}
    /// ```
    ///
    /// ## Limits
    /// Types are compared by what they mean: `nullable` of 3.0 is a `null` among the types, alternatives that only
    /// name types are one list, and in parameters, forms and XML a string takes in every other single value. A
    /// format that is no word of JSON Schema or OpenAPI is a warning, since it may say nothing.
    pub NarrowedRequestType {
        id: "openapi/narrowed-request-type",
        severity: Error,
        since: "0.1.0",
        aliases: [
            "oasdiff:request-parameter-became-not-nullable",
            "oasdiff:request-parameter-property-became-not-nullable",
            "oasdiff:request-parameter-type-changed",
            "oasdiff:request-parameter-property-type-changed",
            "oasdiff:request-parameter-property-type-specialized",
            "oasdiff:request-body-became-not-nullable",
            "oasdiff:request-property-became-not-nullable",
            "oasdiff:request-body-type-changed",
            "oasdiff:request-property-type-changed",
            "oasdiff:request-body-list-of-types-narrowed",
            "oasdiff:request-property-list-of-types-narrowed",
            "oasdiff:request-parameter-list-of-types-narrowed",
            "oasdiff:request-parameter-property-list-of-types-narrowed",
        ],
        references: [
            ("JSON Schema 2020-12, Validation", "https://json-schema.org/draft/2020-12/json-schema-validation"),
        ],
    }
}

impl Rule<Comparison> for NarrowedRequestType {
    fn check(&self, comparison: &Comparison, sink: &mut Sink) {
        comparison.tell::<Self>(sink);
    }
}
