//! `openapi/removed-response-header`

use architect_core::{Rule, Sink, declare_rule};

use crate::diff::Comparison;

declare_rule! {
    /// ## What it finds
    /// A header of a response that is gone, or that is not sure to be there any more.
    ///
    /// ## Why it matters
    /// Clients that read it find nothing.
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
    ///            headers:
    ///              ETag: {schema: {type: string}}
    /// -            X-Total: {required: true, schema: {type: integer}}
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
    ///            headers:
    /// -            X-Total: {required: true, schema: {type: integer}}
    /// +            x-total: {required: true, schema: {type: integer}}
    /// ```
    ///
    /// ## Limits
    /// A header that was optional is a warning.
    pub RemovedResponseHeader {
        id: "openapi/removed-response-header",
        severity: Error,
        since: "0.1.0",
        aliases: [
            "oasdiff:response-header-became-optional",
            "oasdiff:required-response-header-removed",
            "oasdiff:optional-response-header-removed",
        ],
        references: [
            ("RFC 9110, HTTP Semantics", "https://www.rfc-editor.org/rfc/rfc9110"),
        ],
    }
}

impl Rule<Comparison> for RemovedResponseHeader {
    fn check(&self, comparison: &Comparison, sink: &mut Sink) {
        comparison.tell::<Self>(sink);
    }
}
