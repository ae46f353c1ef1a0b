//! `openapi/removed-server`

use architect_core::{Rule, Sink, declare_rule};

use crate::diff::Comparison;

declare_rule! {
    /// ## What it finds
    /// An address among the document's `servers` that the revision does not list.
    ///
    /// ## Why it matters
    /// Clients are set up with these addresses; one that is not listed may soon not answer.
    ///
    /// ## Bad
    /// ```diff openapi
    ///  openapi: 3.1.0
    ///  info: {title: Shop, version: 1.0.0}
    ///  servers:
    ///    - {url: https://api.example.com}
    /// -  - {url: https://eu.api.example.com}
    ///  paths:
    ///    /orders:
    ///      get:
    ///        responses:
    ///          "200": {description: The orders.}
    /// ```
    /// ## Good
    /// ```diff openapi
    ///  openapi: 3.1.0
    ///  info: {title: Shop, version: 1.0.0}
    ///  servers:
    /// -  - {url: https://api.example.com/}
    /// +  - {url: https://api.example.com}
    ///  paths:
    ///    /orders:
    ///      get:
    ///        responses:
    ///          "200": {description: The orders.}
    /// ```
    ///
    /// ## Limits
    /// The old address may go on answering, so it is a warning. Servers of single paths and operations are not
    /// compared.
    pub RemovedServer {
        id: "openapi/removed-server",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [
            ("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html"),
        ],
    }
}

impl Rule<Comparison> for RemovedServer {
    fn check(&self, comparison: &Comparison, sink: &mut Sink) {
        comparison.tell::<Self>(sink);
    }
}
