//! `openapi/widened-response-values`

use architect_core::{Rule, Sink, declare_rule};

use crate::diff::Comparison;

declare_rule! {
    /// ## What it finds
    /// A value that clients receive and that may be something new: one more in an `enum`, another `const`, no list
    /// any more.
    ///
    /// ## Why it matters
    /// Clients that switch over the list meet a value that they do not know.
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
    /// -                  state: {enum: [open, paid]}
    /// +                  state: {enum: [open, paid, sent]}
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
    /// -                  state: {enum: [open, paid]}
    /// +                  state: {enum: [paid, open]}
    /// ```
    ///
    /// ## Limits
    /// A value more is a warning, since clients are told to expect that; a list that is lifted is an error.
    pub WidenedResponseValues {
        id: "openapi/widened-response-values",
        severity: Error,
        since: "0.1.0",
        aliases: [
            "oasdiff:response-body-const-removed",
            "oasdiff:response-body-const-changed",
            "oasdiff:response-property-const-removed",
            "oasdiff:response-property-const-changed",
            "oasdiff:response-property-enum-value-added",
        ],
        references: [
            ("JSON Schema 2020-12, Validation", "https://json-schema.org/draft/2020-12/json-schema-validation"),
        ],
    }
}

impl Rule<Comparison> for WidenedResponseValues {
    fn check(&self, comparison: &Comparison, sink: &mut Sink) {
        comparison.tell::<Self>(sink);
    }
}
