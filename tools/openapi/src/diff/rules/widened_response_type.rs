//! `openapi/widened-response-type`

use architect_core::{Rule, Sink, declare_rule};

use crate::diff::Comparison;

declare_rule! {
    /// ## What it finds
    /// A value that clients receive whose type takes in more than before: another type, more types, `null`, a wider
    /// format.
    ///
    /// ## Why it matters
    /// Clients are built for the types that were promised; a `null` or a text in the place of a number fails in
    /// their readers.
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
    ///                  properties:
    /// -                  total: {type: integer}
    /// +                  total: {type: [integer, "null"]}
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
    ///                  properties:
    /// -                  total: {type: [integer, "null"]}
    /// +                  total: {anyOf: [{type: integer}, {type: "null"}]}
    /// ```
    ///
    /// ## Limits
    /// Types are compared by what they mean, see `openapi/narrowed-request-type`.
    pub WidenedResponseType {
        id: "openapi/widened-response-type",
        severity: Error,
        since: "0.1.0",
        aliases: [
            "oasdiff:response-header-type-changed",
            "oasdiff:response-header-type-generalized",
            "oasdiff:response-header-became-nullable",
            "oasdiff:response-property-became-nullable",
            "oasdiff:response-body-became-nullable",
            "oasdiff:response-body-type-changed",
            "oasdiff:response-body-type-generalized",
            "oasdiff:response-property-type-changed",
            "oasdiff:response-property-type-generalized",
            "oasdiff:response-body-list-of-types-widened",
            "oasdiff:response-property-list-of-types-widened",
        ],
        references: [
            ("JSON Schema 2020-12, Validation", "https://json-schema.org/draft/2020-12/json-schema-validation"),
        ],
    }
}

impl Rule<Comparison> for WidenedResponseType {
    fn check(&self, comparison: &Comparison, sink: &mut Sink) {
        comparison.tell::<Self>(sink);
    }
}
