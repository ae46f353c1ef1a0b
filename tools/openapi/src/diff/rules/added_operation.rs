//! `openapi/added-operation`

use architect_core::{Rule, Sink, declare_rule};

use crate::diff::Comparison;

declare_rule! {
    /// ## What it finds
    /// An operation, webhook or callback that the base does not have.
    ///
    /// ## Why it matters
    /// Nothing breaks; it belongs into the release notes, and asks for a new minor version.
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
    /// +    post:
    /// +      responses:
    /// +        "201": {description: It is placed.}
    /// ```
    /// ## Good
    /// ```diff openapi
    ///  openapi: 3.1.0
    ///  info: {title: Shop, version: 1.0.0}
    ///  paths:
    ///    /orders:
    ///      get:
    /// -      summary: Orders
    /// +      summary: All orders
    ///        responses:
    ///          "200": {description: The orders.}
    /// ```
    ///
    /// ## Limits
    /// `diff_openapi` runs it, `validate_openapi` does not.
    pub AddedOperation {
        id: "openapi/added-operation",
        severity: Info,
        since: "0.1.0",
        aliases: [
            "oasdiff:endpoint-added",
            "oasdiff:webhook-added",
        ],
        references: [
            ("Semantic Versioning 2.0", "https://semver.org"),
        ],
    }
}

impl Rule<Comparison> for AddedOperation {
    fn check(&self, comparison: &Comparison, sink: &mut Sink) {
        comparison.tell::<Self>(sink);
    }
}
