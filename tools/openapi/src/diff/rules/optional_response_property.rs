//! `openapi/optional-response-property`

use architect_core::{Rule, Sink, declare_rule};

use crate::diff::Comparison;

declare_rule! {
    /// ## What it finds
    /// A property that was sure to be there in what clients receive, and is not any more.
    ///
    /// ## Why it matters
    /// Clients read it without a look whether it is there.
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
    ///                    total: {type: number}
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
    /// -                required: [id, total]
    /// +                required: [total, id]
    ///                  properties:
    ///                    id: {type: string}
    ///                    total: {type: number}
    /// ```
    ///
    /// ## Limits
    /// `diff_openapi` runs it, `validate_openapi` does not.
    pub OptionalResponseProperty {
        id: "openapi/optional-response-property",
        severity: Error,
        since: "0.1.0",
        aliases: [
            "oasdiff:response-property-became-optional",
        ],
        references: [
            ("JSON Schema 2020-12, Validation", "https://json-schema.org/draft/2020-12/json-schema-validation"),
        ],
    }
}

impl Rule<Comparison> for OptionalResponseProperty {
    fn check(&self, comparison: &Comparison, sink: &mut Sink) {
        comparison.tell::<Self>(sink);
    }
}
