//! `openapi/narrowed-response`

use architect_core::{Rule, Sink, declare_rule};

use crate::diff::Comparison;

declare_rule! {
    /// ## What it finds
    /// A change that gives clients more than before, or a narrower promise: a further property, header, media type
    /// or status, a narrower type or limit.
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
    ///          "200":
    ///            description: The order.
    ///            content:
    ///              application/json:
    ///                schema:
    ///                  type: object
    ///                  properties:
    ///                    note: {type: string}
    /// +                  gift: {type: boolean}
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
    ///            description: The order.
    ///            content:
    ///              application/json:
    ///                schema:
    ///                  type: object
    ///                  properties:
    /// -                  note: {type: string}
    /// +                  note: {type: string, description: For the courier.}
    /// ```
    ///
    /// ## Limits
    /// A client that refuses properties it does not know is one that does not follow the rule of robustness; such
    /// changes stay info.
    pub NarrowedResponse {
        id: "openapi/narrowed-response",
        severity: Info,
        since: "0.1.0",
        aliases: [
            "oasdiff:response-body-media-type-schema-added",
            "oasdiff:response-header-added",
            "oasdiff:response-header-type-specialized",
            "oasdiff:response-header-type-compatible",
            "oasdiff:response-header-became-not-nullable",
            "oasdiff:response-media-type-added",
            "oasdiff:response-media-type-name-changed",
            "oasdiff:response-media-type-name-specialized",
            "oasdiff:response-optional-write-only-property-removed",
            "oasdiff:response-optional-property-added",
            "oasdiff:response-optional-write-only-property-added",
            "oasdiff:response-property-pattern-added",
            "oasdiff:response-body-all-of-added",
            "oasdiff:response-body-all-of-removed",
            "oasdiff:response-property-all-of-added",
            "oasdiff:response-property-all-of-removed",
            "oasdiff:response-body-all-of-added-annotation-only",
            "oasdiff:response-body-all-of-removed-annotation-only",
            "oasdiff:response-property-all-of-added-annotation-only",
            "oasdiff:response-property-all-of-removed-annotation-only",
            "oasdiff:response-body-any-of-added",
            "oasdiff:response-body-any-of-removed",
            "oasdiff:response-property-any-of-added",
            "oasdiff:response-property-any-of-removed",
            "oasdiff:response-property-became-not-nullable",
            "oasdiff:response-body-became-not-nullable",
            "oasdiff:response-write-only-property-became-optional",
            "oasdiff:response-property-became-required",
            "oasdiff:response-write-only-property-became-required",
            "oasdiff:response-body-const-added",
            "oasdiff:response-property-const-added",
            "oasdiff:response-write-only-property-enum-value-added",
            "oasdiff:response-body-one-of-removed",
            "oasdiff:response-property-one-of-removed",
            "oasdiff:response-body-type-specialized",
            "oasdiff:response-body-type-compatible",
            "oasdiff:response-property-type-specialized",
            "oasdiff:response-property-type-compatible",
            "oasdiff:response-required-write-only-property-removed",
            "oasdiff:response-required-property-added",
            "oasdiff:response-required-write-only-property-added",
            "oasdiff:response-success-status-added",
            "oasdiff:response-non-success-status-removed",
            "oasdiff:response-non-success-status-added",
            "oasdiff:response-property-enum-value-removed",
            "oasdiff:response-mediatype-enum-value-removed",
            "oasdiff:response-body-list-of-types-narrowed",
            "oasdiff:response-property-list-of-types-narrowed",
            "oasdiff:response-body-if-added",
            "oasdiff:response-body-then-added",
            "oasdiff:response-body-else-added",
            "oasdiff:response-property-if-added",
            "oasdiff:response-property-then-added",
            "oasdiff:response-property-else-added",
            "oasdiff:response-body-contains-added",
            "oasdiff:response-body-min-contains-increased",
            "oasdiff:response-body-max-contains-decreased",
            "oasdiff:response-property-contains-added",
            "oasdiff:response-property-min-contains-increased",
            "oasdiff:response-property-max-contains-decreased",
            "oasdiff:response-body-dependent-required-added",
            "oasdiff:response-property-dependent-required-added",
            "oasdiff:response-body-dependent-schema-added",
            "oasdiff:response-property-dependent-schema-added",
            "oasdiff:response-body-pattern-property-added",
            "oasdiff:response-property-pattern-property-added",
            "oasdiff:response-body-property-names-added",
            "oasdiff:response-property-property-names-added",
            "oasdiff:response-body-unevaluated-items-added",
            "oasdiff:response-body-unevaluated-properties-added",
            "oasdiff:response-property-unevaluated-items-added",
            "oasdiff:response-property-unevaluated-properties-added",
            "oasdiff:response-body-content-schema-added",
            "oasdiff:response-property-content-schema-added",
            "oasdiff:response-property-max-contains-set",
            "oasdiff:response-property-min-contains-set",
            "oasdiff:response-body-exclusive-max-decreased",
            "oasdiff:response-property-exclusive-max-decreased",
            "oasdiff:response-body-exclusive-min-increased",
            "oasdiff:response-body-min-increased",
            "oasdiff:response-property-exclusive-min-increased",
            "oasdiff:response-property-min-increased",
        ],
        references: [
            ("Semantic Versioning 2.0", "https://semver.org"),
        ],
    }
}

impl Rule<Comparison> for NarrowedResponse {
    fn check(&self, comparison: &Comparison, sink: &mut Sink) {
        comparison.tell::<Self>(sink);
    }
}
