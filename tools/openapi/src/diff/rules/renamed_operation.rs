//! `openapi/renamed-operation`

use architect_core::{Rule, Sink, declare_rule};

use crate::diff::Comparison;

declare_rule! {
    /// ## What it finds
    /// An `operationId`, a tag, or the name of a path variable that changed.
    ///
    /// ## Why it matters
    /// Nothing changes on the wire, but generated clients name their methods, classes and arguments after these.
    ///
    /// ## Bad
    /// ```diff openapi
    ///  openapi: 3.1.0
    ///  info: {title: Shop, version: 1.0.0}
    ///  paths:
    ///    /orders:
    ///      get:
    /// -      operationId: listOrders
    /// +      operationId: getOrders
    ///        responses:
    ///          "200": {description: The orders.}
    /// ```
    /// ## Good
    /// ```diff openapi
    ///  openapi: 3.1.0
    ///  info: {title: Shop, version: 1.0.0}
    ///  paths:
    ///    /orders:
    ///      get:
    ///        operationId: listOrders
    /// -      summary: Orders
    /// +      summary: All orders
    ///        responses:
    ///          "200": {description: The orders.}
    /// ```
    ///
    /// ## Limits
    /// It stays info, since only clients that are generated anew see it, and those at build time.
    pub RenamedOperation {
        id: "openapi/renamed-operation",
        severity: Info,
        since: "0.1.0",
        aliases: [
            "oasdiff:api-operation-id-removed",
            "oasdiff:api-operation-id-added",
            "oasdiff:api-tag-removed",
            "oasdiff:api-tag-added",
        ],
        references: [
            ("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html"),
        ],
    }
}

impl Rule<Comparison> for RenamedOperation {
    fn check(&self, comparison: &Comparison, sink: &mut Sink) {
        comparison.tell::<Self>(sink);
    }
}
