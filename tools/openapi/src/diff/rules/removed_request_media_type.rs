//! `openapi/removed-request-media-type`

use architect_core::{Rule, Sink, declare_rule};

use crate::diff::Comparison;

declare_rule! {
    /// ## What it finds
    /// A media type that callers may send no longer, or one that has a schema now where it had none.
    ///
    /// ## Why it matters
    /// Requests in that form are answered with 415, or refused by the new schema.
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
    ///            application/json: {schema: {type: object}}
    /// -          application/xml: {schema: {type: object}}
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
    /// -          application/JSON: {schema: {type: object}}
    /// +          application/json: {schema: {type: object}}
    ///        responses:
    ///          "201": {description: It is placed.}
    /// ```
    ///
    /// ## Limits
    /// Media types are compared without regard to case and to the order of their parameters; a range such as
    /// `application/*` takes in its members.
    pub RemovedRequestMediaType {
        id: "openapi/removed-request-media-type",
        severity: Error,
        since: "0.1.0",
        aliases: [
            "oasdiff:request-body-media-type-removed",
            "oasdiff:request-body-media-type-schema-added",
        ],
        references: [
            ("RFC 9110, HTTP Semantics", "https://www.rfc-editor.org/rfc/rfc9110"),
        ],
    }
}

impl Rule<Comparison> for RemovedRequestMediaType {
    fn check(&self, comparison: &Comparison, sink: &mut Sink) {
        comparison.tell::<Self>(sink);
    }
}
