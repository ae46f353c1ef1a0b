//! `openapi/removed-schema`

use architect_core::{Rule, Sink, declare_rule};

use crate::diff::Comparison;

declare_rule! {
    /// ## What it finds
    /// A schema among the components that the revision does not have.
    ///
    /// ## Why it matters
    /// Nothing changes on the wire, but generated clients lose or rename a class.
    ///
    /// ## Bad
    /// ```diff openapi
    ///  openapi: 3.1.0
    ///  info: {title: Shop, version: 1.0.0}
    ///  paths: {}
    ///  components:
    ///    schemas:
    ///      Order: {type: object}
    /// -    Cart: {type: array}
    /// ```
    /// ## Good
    /// ```diff openapi
    ///  openapi: 3.1.0
    ///  info: {title: Shop, version: 1.0.0}
    ///  paths: {}
    ///  components:
    ///    schemas:
    /// -    Order: {type: object, description: One.}
    /// +    Order: {type: object, description: An order.}
    /// ```
    ///
    /// ## Limits
    /// When one of the same shape has come under another name, the message says so.
    pub RemovedSchema {
        id: "openapi/removed-schema",
        severity: Info,
        since: "0.1.0",
        aliases: [
            "oasdiff:api-schema-removed",
        ],
        references: [
            ("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html"),
        ],
    }
}

impl Rule<Comparison> for RemovedSchema {
    fn check(&self, comparison: &Comparison, sink: &mut Sink) {
        comparison.tell::<Self>(sink);
    }
}
