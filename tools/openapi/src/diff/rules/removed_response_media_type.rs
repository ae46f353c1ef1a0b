//! `openapi/removed-response-media-type`

use architect_core::{Rule, Sink, declare_rule};

use crate::diff::Comparison;

declare_rule! {
    /// ## What it finds
    /// A media type that clients may receive no longer, one that became a range of types, or one that has no schema
    /// any more.
    ///
    /// ## Why it matters
    /// A client that asks for it is answered with 406, or with something it cannot read.
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
    ///            description: The orders.
    ///            content:
    ///              application/json: {schema: {type: object}}
    /// -            text/csv: {schema: {type: string}}
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
    ///            description: The orders.
    ///            content:
    /// -            application/json; charset=UTF-8: {schema: {type: object}}
    /// +            application/json;charset=utf-8: {schema: {type: object}}
    /// ```
    ///
    /// ## Limits
    /// A schema that is gone is a warning.
    pub RemovedResponseMediaType {
        id: "openapi/removed-response-media-type",
        severity: Error,
        since: "0.1.0",
        aliases: [
            "oasdiff:response-body-media-type-schema-removed",
            "oasdiff:response-media-type-removed",
            "oasdiff:response-media-type-name-generalized",
        ],
        references: [
            ("RFC 9110, HTTP Semantics", "https://www.rfc-editor.org/rfc/rfc9110"),
        ],
    }
}

impl Rule<Comparison> for RemovedResponseMediaType {
    fn check(&self, comparison: &Comparison, sink: &mut Sink) {
        comparison.tell::<Self>(sink);
    }
}
