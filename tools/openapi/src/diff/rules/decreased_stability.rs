//! `openapi/decreased-stability`

use architect_core::{Rule, Sink, declare_rule};

use crate::diff::Comparison;

declare_rule! {
    /// ## What it finds
    /// An `x-stability-level` that went down (stable, beta, alpha, draft), or that is none of these.
    ///
    /// ## Why it matters
    /// What was said to be stable was built upon.
    ///
    /// ## Bad
    /// ```diff openapi
    ///  openapi: 3.1.0
    ///  info: {title: Shop, version: 1.0.0}
    ///  paths:
    ///    /orders:
    ///      get:
    /// -      x-stability-level: stable
    /// +      x-stability-level: beta
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
    /// -      x-stability-level: beta
    /// -      x-origin: shop
    /// +      x-stability-level: beta
    ///        responses:
    ///          "200": {description: The orders.}
    /// ```
    ///
    /// ## Limits
    /// What says nothing counts as stable.
    pub DecreasedStability {
        id: "openapi/decreased-stability",
        severity: Error,
        since: "0.1.0",
        aliases: [
            "oasdiff:api-stability-decreased",
            "oasdiff:request-property-stability-decreased",
            "oasdiff:response-property-stability-decreased",
            "oasdiff:api-invalid-stability-level",
        ],
        references: [
            ("Semantic Versioning 2.0", "https://semver.org"),
        ],
    }
}

impl Rule<Comparison> for DecreasedStability {
    fn check(&self, comparison: &Comparison, sink: &mut Sink) {
        comparison.tell::<Self>(sink);
    }
}
