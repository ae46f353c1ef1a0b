//! `openapi/removed-response-status`

use architect_core::{Rule, Sink, declare_rule};

use crate::diff::Comparison;

declare_rule! {
    /// ## What it finds
    /// A response with a status of success that is gone.
    ///
    /// ## Why it matters
    /// Clients decide by the status; the answer that they wait for does not come any more.
    ///
    /// ## Bad
    /// ```diff openapi
    ///  openapi: 3.1.0
    ///  info: {title: Shop, version: 1.0.0}
    ///  paths:
    ///    /orders:
    ///      get:
    ///        responses:
    ///          "200": {description: The orders.}
    /// -        "202": {description: They are being gathered.}
    /// ```
    /// ## Good
    /// ```diff openapi
    ///  openapi: 3.1.0
    ///  info: {title: Shop, version: 1.0.0}
    ///  paths:
    ///    /orders:
    ///      get:
    ///        responses:
    /// -        "200": {description: The orders.}
    /// +        2XX: {description: The orders.}
    /// ```
    ///
    /// ## Limits
    /// A class such as `2XX`, or `default`, takes in single statuses. Responses of failure that go are info.
    pub RemovedResponseStatus {
        id: "openapi/removed-response-status",
        severity: Error,
        since: "0.1.0",
        aliases: [
            "oasdiff:response-success-status-removed",
        ],
        references: [
            ("RFC 9110, HTTP Semantics", "https://www.rfc-editor.org/rfc/rfc9110"),
        ],
    }
}

impl Rule<Comparison> for RemovedResponseStatus {
    fn check(&self, comparison: &Comparison, sink: &mut Sink) {
        comparison.tell::<Self>(sink);
    }
}
