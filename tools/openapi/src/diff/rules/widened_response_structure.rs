//! `openapi/widened-response-structure`

use architect_core::{Rule, Sink, declare_rule};

use crate::diff::Comparison;

declare_rule! {
    /// ## What it finds
    /// A promise about the structure of what clients receive that is gone: `dependentRequired`, `if`, `not`,
    /// `contains`, `uniqueItems`, `propertyNames`, `patternProperties`, `unevaluatedProperties`, `contentSchema`, …
    ///
    /// ## Why it matters
    /// Clients may have relied on it.
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
    ///                  type: array
    /// -                uniqueItems: true
    ///                  items: {type: string}
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
    ///                  type: array
    /// -                uniqueItems: false
    ///                  items: {type: string}
    /// ```
    ///
    /// ## Limits
    /// Properties that are not named and are allowed now are a warning, since most clients pass over what they do
    /// not know.
    pub WidenedResponseStructure {
        id: "openapi/widened-response-structure",
        severity: Error,
        since: "0.1.0",
        aliases: [
            "oasdiff:response-body-prefix-items-added",
            "oasdiff:response-body-prefix-items-removed",
            "oasdiff:response-property-prefix-items-added",
            "oasdiff:response-property-prefix-items-removed",
            "oasdiff:response-body-if-removed",
            "oasdiff:response-body-then-removed",
            "oasdiff:response-body-else-removed",
            "oasdiff:response-property-if-removed",
            "oasdiff:response-property-then-removed",
            "oasdiff:response-property-else-removed",
            "oasdiff:response-body-contains-removed",
            "oasdiff:response-property-contains-removed",
            "oasdiff:response-body-dependent-required-removed",
            "oasdiff:response-body-dependent-required-changed",
            "oasdiff:response-property-dependent-required-removed",
            "oasdiff:response-property-dependent-required-changed",
            "oasdiff:response-body-dependent-schema-removed",
            "oasdiff:response-property-dependent-schema-removed",
            "oasdiff:response-body-pattern-property-removed",
            "oasdiff:response-property-pattern-property-removed",
            "oasdiff:response-body-property-names-removed",
            "oasdiff:response-property-property-names-removed",
            "oasdiff:response-body-unevaluated-items-removed",
            "oasdiff:response-body-unevaluated-properties-removed",
            "oasdiff:response-property-unevaluated-items-removed",
            "oasdiff:response-property-unevaluated-properties-removed",
            "oasdiff:response-body-content-schema-removed",
            "oasdiff:response-body-content-media-type-changed",
            "oasdiff:response-body-content-encoding-changed",
            "oasdiff:response-property-content-schema-removed",
            "oasdiff:response-property-content-media-type-changed",
            "oasdiff:response-property-content-encoding-changed",
            "oasdiff:response-property-max-contains-unset",
            "oasdiff:response-property-min-contains-unset",
        ],
        references: [
            ("JSON Schema 2020-12, Validation", "https://json-schema.org/draft/2020-12/json-schema-validation"),
        ],
    }
}

impl Rule<Comparison> for WidenedResponseStructure {
    fn check(&self, comparison: &Comparison, sink: &mut Sink) {
        comparison.tell::<Self>(sink);
    }
}
