//! `openapi/required-request-property`

use architect_core::{Rule, Sink, declare_rule};

use crate::diff::Comparison;

declare_rule! {
    /// ## What it finds
    /// A property that callers did not have to send: a new one that is required, one that became required, or one
    /// that was `readOnly`.
    ///
    /// ## Why it matters
    /// Every request of today's clients lacks it and is refused. A default does not help: it is for the server to
    /// fill in, and does not make the request valid.
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
    /// +              required: [note]
    ///                properties:
    ///                  note: {type: string}
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
    /// -              type: object
    /// -              required: [note]
    /// -              properties:
    /// -                note: {type: string}
    /// +              allOf:
    /// +                - type: object
    /// +                  required: [note]
    /// +                - properties:
    /// +                    note: {type: string}
    ///        responses:
    ///          "201": {description: It is placed.}
    /// ```
    ///
    /// ## Limits
    /// What is `readOnly` is not sent, so that its requirement does not count.
    pub RequiredRequestProperty {
        id: "openapi/required-request-property",
        severity: Error,
        since: "0.1.0",
        aliases: [
            "oasdiff:request-property-became-required",
            "oasdiff:request-property-became-required-with-default",
            "oasdiff:new-required-request-property",
            "oasdiff:new-required-request-property-with-default",
            "oasdiff:request-required-property-became-not-read-only",
        ],
        references: [
            ("JSON Schema 2020-12, Validation", "https://json-schema.org/draft/2020-12/json-schema-validation"),
            ("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html"),
        ],
    }
}

impl Rule<Comparison> for RequiredRequestProperty {
    fn check(&self, comparison: &Comparison, sink: &mut Sink) {
        comparison.tell::<Self>(sink);
    }
}
