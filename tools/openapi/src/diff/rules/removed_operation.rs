//! `openapi/removed-operation`

use architect_core::{Rule, Sink, declare_rule};

use crate::diff::Comparison;

declare_rule! {
    /// ## What it finds
    /// An operation of the base that the revision does not have: neither under its path nor under one that differs
    /// only in the names of its variables.
    ///
    /// ## Why it matters
    /// Whoever calls it gets 404 or 405 from the day on which the revision is deployed.
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
    /// -    post:
    /// -      responses:
    /// -        "201": {description: It is placed.}
    /// ```
    /// ## Good
    /// ```diff openapi
    ///  openapi: 3.1.0
    ///  info: {title: Shop, version: 1.0.0}
    ///  paths:
    /// -  /orders:
    /// -    get:
    /// -      responses:
    /// -        "200": {description: The orders.}
    /// +  /orders: {$ref: "#/components/pathItems/Orders"}
    /// +components:
    /// +  pathItems:
    /// +    Orders:
    /// +      get:
    /// +        responses:
    /// +          "200": {description: The orders.}
    /// ```
    ///
    /// ## Limits
    /// One that was deprecated is reported as info, and as a warning when an `x-sunset` date was promised: whether
    /// that day has passed cannot be told without a clock. An operation that moved is gone all the same; the
    /// message says where its `operationId` went. Paths are compared with the path of the servers' addresses when
    /// they alone do not match.
    pub RemovedOperation {
        id: "openapi/removed-operation",
        severity: Error,
        since: "0.1.0",
        aliases: [
            "oasdiff:api-path-removed-without-deprecation",
            "oasdiff:api-path-removed-with-deprecation",
            "oasdiff:api-path-sunset-parse",
            "oasdiff:api-path-removed-before-sunset",
            "oasdiff:api-removed-without-deprecation",
            "oasdiff:api-removed-with-deprecation",
            "oasdiff:api-removed-before-sunset",
        ],
        references: [
            ("Semantic Versioning 2.0", "https://semver.org"),
            ("RFC 8594, the Sunset header", "https://www.rfc-editor.org/rfc/rfc8594"),
        ],
    }
}

impl Rule<Comparison> for RemovedOperation {
    fn check(&self, comparison: &Comparison, sink: &mut Sink) {
        comparison.tell::<Self>(sink);
    }
}
