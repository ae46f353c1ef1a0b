//! `openapi/widened-response-composition`

use architect_core::{Rule, Sink, declare_rule};

use crate::diff::Comparison;

declare_rule! {
    /// ## What it finds
    /// An alternative of `oneOf` or `anyOf` that clients may receive now, or one schema that became others.
    ///
    /// ## Why it matters
    /// Clients have no code for an alternative that they do not know.
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
    /// -                oneOf: [{type: object, required: [id]}, {type: object, required: [code]}]
    /// +                oneOf: [{type: object, required: [id]}, {type: object, required: [code]}, {type: string}]
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
    /// -                $ref: "#/components/schemas/Order"
    /// +                oneOf: [{$ref: "#/components/schemas/Order"}]
    ///  components:
    ///    schemas:
    ///      Order: {type: object}
    /// ```
    ///
    /// ## Limits
    /// Alternatives are matched as in `openapi/narrowed-request-composition`.
    pub WidenedResponseComposition {
        id: "openapi/widened-response-composition",
        severity: Error,
        since: "0.1.0",
        aliases: [
            "oasdiff:response-body-one-of-added",
            "oasdiff:response-property-one-of-added",
            "oasdiff:response-body-wrapped-in-one-of",
        ],
        references: [
            ("JSON Schema 2020-12, Validation", "https://json-schema.org/draft/2020-12/json-schema-validation"),
        ],
    }
}

impl Rule<Comparison> for WidenedResponseComposition {
    fn check(&self, comparison: &Comparison, sink: &mut Sink) {
        comparison.tell::<Self>(sink);
    }
}
