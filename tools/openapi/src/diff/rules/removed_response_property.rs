//! `openapi/removed-response-property`

use architect_core::{Rule, Sink, declare_rule};

use crate::diff::Comparison;

declare_rule! {
    /// ## What it finds
    /// A property that clients receive and that the revision does not name, or that became `writeOnly`.
    ///
    /// ## Why it matters
    /// Clients that read it find nothing. Peers grade a property that became `writeOnly` as information, though it
    /// is not received any more.
    ///
    /// ## Bad
    /// ```diff openapi
    ///  openapi: 3.1.0
    ///  info: {title: Shop, version: 1.0.0}
    ///  paths:
    ///    /orders:
    ///      get:
    ///        responses:
    ///          "200":
    ///            description: The order.
    ///            content:
    ///              application/json:
    ///                schema:
    ///                  type: object
    /// -                required: [id, total]
    /// +                required: [id]
    ///                  properties:
    ///                    id: {type: string}
    /// -                  total: {type: number}
    /// ```
    /// ## Good
    /// ```diff openapi
    ///  openapi: 3.1.0
    ///  info: {title: Shop, version: 1.0.0}
    ///  paths:
    ///    /orders:
    ///      get:
    ///        responses:
    ///          "200":
    ///            description: The order.
    ///            content:
    ///              application/json:
    ///                schema:
    ///                  type: object
    /// -                properties:
    /// -                  id: {type: string}
    /// -                  total: {type: number}
    /// +                allOf:
    /// +                  - properties: {id: {type: string}}
    /// +                  - properties: {total: {type: number}}
    /// ```
    ///
    /// ## Limits
    /// One that was optional is a warning: clients have to be ready for its absence.
    pub RemovedResponseProperty {
        id: "openapi/removed-response-property",
        severity: Error,
        since: "0.1.0",
        aliases: [
            "oasdiff:response-optional-property-removed",
            "oasdiff:response-optional-property-became-write-only",
            "oasdiff:response-required-property-removed",
            "oasdiff:response-required-property-became-write-only",
        ],
        references: [
            ("JSON Schema 2020-12, Validation", "https://json-schema.org/draft/2020-12/json-schema-validation"),
        ],
    }
}

impl Rule<Comparison> for RemovedResponseProperty {
    fn check(&self, comparison: &Comparison, sink: &mut Sink) {
        comparison.tell::<Self>(sink);
    }
}
