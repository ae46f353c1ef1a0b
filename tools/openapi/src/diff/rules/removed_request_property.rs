//! `openapi/removed-request-property`

use architect_core::{Rule, Sink, declare_rule};

use crate::diff::Comparison;

declare_rule! {
    /// ## What it finds
    /// A property that callers may send and that the revision does not name.
    ///
    /// ## Why it matters
    /// The server passes over it, so that what the client wanted is lost; or, where other properties are forbidden,
    /// refuses the request.
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
    /// -                gift: {type: boolean}
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
    /// -                gift: {type: boolean, readOnly: true}
    /// +                gift: {readOnly: true, type: boolean}
    ///        responses:
    ///          "201": {description: It is placed.}
    /// ```
    ///
    /// ## Limits
    /// With `additionalProperties: false` it is an error.
    pub RemovedRequestProperty {
        id: "openapi/removed-request-property",
        severity: Warning,
        since: "0.1.0",
        aliases: [
            "oasdiff:request-property-removed",
        ],
        references: [
            ("JSON Schema 2020-12, Validation", "https://json-schema.org/draft/2020-12/json-schema-validation"),
        ],
    }
}

impl Rule<Comparison> for RemovedRequestProperty {
    fn check(&self, comparison: &Comparison, sink: &mut Sink) {
        comparison.tell::<Self>(sink);
    }
}
