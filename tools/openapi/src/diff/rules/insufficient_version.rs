//! `openapi/insufficient-version`

use architect_core::{Rule, Sink, declare_rule};

use crate::diff::Comparison;

declare_rule! {
    /// ## What it finds
    /// Breaking changes, and an `info.version` that does not say so: the same, a lower one, or one with the same
    /// first number.
    ///
    /// ## Why it matters
    /// Clients and their package managers decide by the version whether they may take an update.
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
    /// -    # architect:ignore openapi/removed-operation -- Nobody calls it any more.
    /// -    post:
    /// -      responses:
    /// -        "201": {description: It is placed.}
    /// ```
    /// ## Good
    /// ```diff openapi
    ///  openapi: 3.1.0
    /// -info: {title: Shop, version: 1.0.0}
    /// +info: {title: Shop, version: 2.0.0}
    ///  paths:
    ///    /orders:
    ///      get:
    ///        responses:
    ///          "200": {description: The orders.}
    /// -    # architect:ignore openapi/removed-operation -- Nobody calls it any more.
    /// -    post:
    /// -      responses:
    /// -        "201": {description: It is placed.}
    /// ```
    ///
    /// ## Limits
    /// It runs only when it is selected, since the answer names the version that is due in any case. What is no
    /// semantic version, such as a date, is left alone. Before 1.0.0 the second number counts as the first.
    pub InsufficientVersion {
        id: "openapi/insufficient-version",
        severity: Warning,
        since: "0.1.0",
        default: false,
        aliases: [
            "oasdiff:api-version-not-bumped",
            "oasdiff:api-version-decreased",
            "oasdiff:api-major-version-not-bumped",
        ],
        references: [
            ("Semantic Versioning 2.0", "https://semver.org"),
        ],
    }
}

impl Rule<Comparison> for InsufficientVersion {
    fn check(&self, comparison: &Comparison, sink: &mut Sink) {
        comparison.tell_version::<Self>(sink);
    }
}
