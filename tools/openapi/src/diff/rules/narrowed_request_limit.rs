//! `openapi/narrowed-request-limit`

use architect_core::{Rule, Sink, declare_rule};

use crate::diff::Comparison;

declare_rule! {
    /// ## What it finds
    /// A limit that became tighter, or that is new, on what callers send: numbers, lengths, counts, `multipleOf`,
    /// `pattern`.
    ///
    /// ## Why it matters
    /// Values beyond it, which were right until now, are refused.
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
    /// -                note: {type: string, maxLength: 200}
    /// +                note: {type: string, maxLength: 100}
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
    /// -                count: {type: integer, minimum: 1}
    /// +                count: {type: integer, exclusiveMinimum: 0}
    ///        responses:
    ///          "201": {description: It is placed.}
    /// ```
    ///
    /// ## Limits
    /// A pattern that changed is a warning: whether one takes in another cannot be told. Limits on types that do
    /// not occur say nothing and are left alone.
    pub NarrowedRequestLimit {
        id: "openapi/narrowed-request-limit",
        severity: Error,
        since: "0.1.0",
        aliases: [
            "oasdiff:request-parameter-max-items-decreased",
            "oasdiff:request-parameter-max-length-set",
            "oasdiff:request-parameter-max-length-decreased",
            "oasdiff:request-parameter-max-set",
            "oasdiff:request-parameter-exclusive-max-set",
            "oasdiff:request-parameter-max-decreased",
            "oasdiff:request-parameter-exclusive-max-decreased",
            "oasdiff:request-parameter-min-items-set",
            "oasdiff:request-parameter-min-items-increased",
            "oasdiff:request-parameter-min-length-increased",
            "oasdiff:request-parameter-min-set",
            "oasdiff:request-parameter-exclusive-min-set",
            "oasdiff:request-parameter-min-increased",
            "oasdiff:request-parameter-exclusive-min-increased",
            "oasdiff:request-parameter-pattern-added",
            "oasdiff:request-parameter-pattern-changed",
            "oasdiff:request-body-max-decreased",
            "oasdiff:request-property-max-decreased",
            "oasdiff:request-body-exclusive-max-decreased",
            "oasdiff:request-property-exclusive-max-decreased",
            "oasdiff:request-body-max-length-set",
            "oasdiff:request-property-max-length-set",
            "oasdiff:request-body-max-length-decreased",
            "oasdiff:request-property-max-length-decreased",
            "oasdiff:request-body-max-set",
            "oasdiff:request-property-max-set",
            "oasdiff:request-body-exclusive-max-set",
            "oasdiff:request-property-exclusive-max-set",
            "oasdiff:request-body-min-increased",
            "oasdiff:request-property-min-increased",
            "oasdiff:request-body-exclusive-min-increased",
            "oasdiff:request-property-exclusive-min-increased",
            "oasdiff:request-body-min-items-increased",
            "oasdiff:request-property-min-items-increased",
            "oasdiff:request-body-min-items-set",
            "oasdiff:request-property-min-items-set",
            "oasdiff:request-body-min-length-increased",
            "oasdiff:request-property-min-length-increased",
            "oasdiff:request-body-min-set",
            "oasdiff:request-property-min-set",
            "oasdiff:request-body-exclusive-min-set",
            "oasdiff:request-property-exclusive-min-set",
            "oasdiff:request-property-pattern-added",
            "oasdiff:request-property-pattern-changed",
            "oasdiff:request-body-min-contains-increased",
            "oasdiff:request-body-max-contains-decreased",
            "oasdiff:request-property-min-contains-increased",
            "oasdiff:request-property-max-contains-decreased",
        ],
        references: [
            ("JSON Schema 2020-12, Validation", "https://json-schema.org/draft/2020-12/json-schema-validation"),
        ],
    }
}

impl Rule<Comparison> for NarrowedRequestLimit {
    fn check(&self, comparison: &Comparison, sink: &mut Sink) {
        comparison.tell::<Self>(sink);
    }
}
