//! `openapi/widened-response-limit`

use architect_core::{Rule, Sink, declare_rule};

use crate::diff::Comparison;

declare_rule! {
    /// ## What it finds
    /// A limit that became wider, or is gone, on what clients receive: numbers, lengths, counts, `multipleOf`,
    /// `pattern`.
    ///
    /// ## Why it matters
    /// Clients size their columns, buffers and fields by these limits.
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
    /// -                  note: {type: string, maxLength: 100}
    /// +                  note: {type: string, maxLength: 200}
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
    /// -                  note: {type: string, maxLength: 100}
    /// +                  note: {type: string, maxLength: 1e2}
    /// ```
    ///
    /// ## Limits
    /// A pattern that changed or went is a warning: few clients hold what they receive against one.
    pub WidenedResponseLimit {
        id: "openapi/widened-response-limit",
        severity: Error,
        since: "0.1.0",
        aliases: [
            "oasdiff:response-property-pattern-changed",
            "oasdiff:response-property-pattern-removed",
            "oasdiff:response-body-max-increased",
            "oasdiff:response-property-max-increased",
            "oasdiff:response-body-exclusive-max-increased",
            "oasdiff:response-property-exclusive-max-increased",
            "oasdiff:response-body-max-length-increased",
            "oasdiff:response-property-max-length-increased",
            "oasdiff:response-body-max-length-unset",
            "oasdiff:response-property-max-length-unset",
            "oasdiff:response-body-min-decreased",
            "oasdiff:response-property-min-decreased",
            "oasdiff:response-body-exclusive-min-decreased",
            "oasdiff:response-property-exclusive-min-decreased",
            "oasdiff:response-body-min-items-decreased",
            "oasdiff:response-property-min-items-decreased",
            "oasdiff:response-body-min-items-unset",
            "oasdiff:response-property-min-items-unset",
            "oasdiff:response-body-min-length-decreased",
            "oasdiff:response-property-min-length-decreased",
            "oasdiff:response-body-min-contains-decreased",
            "oasdiff:response-body-max-contains-increased",
            "oasdiff:response-property-min-contains-decreased",
            "oasdiff:response-property-max-contains-increased",
        ],
        references: [
            ("JSON Schema 2020-12, Validation", "https://json-schema.org/draft/2020-12/json-schema-validation"),
        ],
    }
}

impl Rule<Comparison> for WidenedResponseLimit {
    fn check(&self, comparison: &Comparison, sink: &mut Sink) {
        comparison.tell::<Self>(sink);
    }
}
