//! `openapi/loosened-request`

use architect_core::{Rule, Sink, declare_rule};

use crate::diff::Comparison;

declare_rule! {
    /// ## What it finds
    /// A change that lets callers send more than before: a wider type or limit, one more value, alternative, media
    /// type, or an optional parameter, property or body.
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
    ///      post:
    ///        requestBody:
    ///          content:
    ///            application/json:
    ///              schema:
    ///                type: object
    ///                properties:
    ///                  note: {type: string}
    /// +                gift: {type: boolean}
    ///        responses:
    ///          "201": {description: It is placed.}
    /// ```
    /// ## Good
    /// ```diff openapi
    ///  openapi: 3.1.0
    ///  info: {title: Shop, version: 1.0.0}
    ///  paths:
    ///    /orders:
    ///      post:
    ///        requestBody:
    ///          content:
    ///            application/json:
    ///              schema:
    ///                type: object
    ///                properties:
    /// -                note: {type: string}
    /// +                note: {type: string, description: For the courier.}
    ///        responses:
    ///          "201": {description: It is placed.}
    /// ```
    ///
    /// ## Limits
    /// What happens in a schema that is sent and received is told once, by what hurts.
    pub LoosenedRequest {
        id: "openapi/loosened-request",
        severity: Info,
        since: "0.1.0",
        aliases: [
            "oasdiff:request-body-added-optional",
            "oasdiff:new-optional-request-default-parameter-to-existing-path",
            "oasdiff:new-optional-request-parameter",
            "oasdiff:request-body-media-type-added",
            "oasdiff:request-body-media-type-schema-removed",
            "oasdiff:request-body-became-optional",
            "oasdiff:request-parameter-became-nullable",
            "oasdiff:request-parameter-property-became-nullable",
            "oasdiff:request-parameter-enum-value-added",
            "oasdiff:request-parameter-property-enum-value-added",
            "oasdiff:request-parameter-max-items-increased",
            "oasdiff:request-parameter-max-length-increased",
            "oasdiff:request-parameter-max-increased",
            "oasdiff:request-parameter-exclusive-max-increased",
            "oasdiff:request-parameter-min-items-decreased",
            "oasdiff:request-parameter-min-length-decreased",
            "oasdiff:request-parameter-min-decreased",
            "oasdiff:request-parameter-exclusive-min-decreased",
            "oasdiff:request-parameter-pattern-removed",
            "oasdiff:request-parameter-pattern-generalized",
            "oasdiff:request-parameter-became-optional",
            "oasdiff:request-parameter-type-generalized",
            "oasdiff:request-parameter-property-type-generalized",
            "oasdiff:request-body-all-of-added-annotation-only",
            "oasdiff:request-body-all-of-removed-annotation-only",
            "oasdiff:request-property-all-of-added-annotation-only",
            "oasdiff:request-property-all-of-removed-annotation-only",
            "oasdiff:request-body-any-of-added",
            "oasdiff:request-property-any-of-added",
            "oasdiff:request-body-became-nullable",
            "oasdiff:request-property-became-nullable",
            "oasdiff:request-body-const-removed",
            "oasdiff:request-property-const-removed",
            "oasdiff:request-read-only-property-enum-value-removed",
            "oasdiff:request-property-enum-value-added",
            "oasdiff:request-body-max-increased",
            "oasdiff:request-read-only-property-max-decreased",
            "oasdiff:request-property-max-increased",
            "oasdiff:request-body-exclusive-max-increased",
            "oasdiff:request-read-only-property-exclusive-max-decreased",
            "oasdiff:request-property-exclusive-max-increased",
            "oasdiff:request-body-max-length-increased",
            "oasdiff:request-read-only-property-max-length-decreased",
            "oasdiff:request-property-max-length-increased",
            "oasdiff:request-body-min-decreased",
            "oasdiff:request-read-only-property-min-increased",
            "oasdiff:request-property-min-decreased",
            "oasdiff:request-body-exclusive-min-decreased",
            "oasdiff:request-read-only-property-exclusive-min-increased",
            "oasdiff:request-property-exclusive-min-decreased",
            "oasdiff:request-body-min-length-decreased",
            "oasdiff:request-property-min-length-decreased",
            "oasdiff:request-body-one-of-added",
            "oasdiff:request-property-one-of-added",
            "oasdiff:request-property-pattern-removed",
            "oasdiff:request-property-pattern-generalized",
            "oasdiff:request-property-became-optional",
            "oasdiff:request-body-type-generalized",
            "oasdiff:request-body-type-compatible",
            "oasdiff:request-property-type-generalized",
            "oasdiff:request-property-type-compatible",
            "oasdiff:new-optional-request-property",
            "oasdiff:request-body-list-of-types-widened",
            "oasdiff:request-property-list-of-types-widened",
            "oasdiff:request-parameter-list-of-types-widened",
            "oasdiff:request-parameter-property-list-of-types-widened",
            "oasdiff:request-body-if-removed",
            "oasdiff:request-body-then-removed",
            "oasdiff:request-body-else-removed",
            "oasdiff:request-property-if-removed",
            "oasdiff:request-property-then-removed",
            "oasdiff:request-property-else-removed",
            "oasdiff:request-body-contains-removed",
            "oasdiff:request-body-min-contains-decreased",
            "oasdiff:request-body-max-contains-increased",
            "oasdiff:request-property-contains-removed",
            "oasdiff:request-property-min-contains-decreased",
            "oasdiff:request-property-max-contains-increased",
            "oasdiff:request-body-dependent-required-removed",
            "oasdiff:request-property-dependent-required-removed",
            "oasdiff:request-body-dependent-schema-removed",
            "oasdiff:request-property-dependent-schema-removed",
            "oasdiff:request-body-pattern-property-removed",
            "oasdiff:request-property-pattern-property-removed",
            "oasdiff:request-body-property-names-removed",
            "oasdiff:request-property-property-names-removed",
            "oasdiff:request-body-unevaluated-items-removed",
            "oasdiff:request-body-unevaluated-properties-removed",
            "oasdiff:request-property-unevaluated-items-removed",
            "oasdiff:request-property-unevaluated-properties-removed",
            "oasdiff:request-body-content-schema-removed",
            "oasdiff:request-property-content-schema-removed",
            "oasdiff:request-property-max-contains-unset",
            "oasdiff:request-property-min-contains-unset",
            "oasdiff:request-body-exclusive-max-unset",
            "oasdiff:request-body-exclusive-min-unset",
            "oasdiff:request-parameter-exclusive-max-unset",
            "oasdiff:request-parameter-exclusive-min-unset",
            "oasdiff:request-property-exclusive-max-unset",
            "oasdiff:request-property-exclusive-min-unset",
            "oasdiff:request-body-max-length-unset",
            "oasdiff:request-body-max-unset",
            "oasdiff:request-parameter-max-length-unset",
            "oasdiff:request-property-max-length-unset",
            "oasdiff:request-property-max-unset",
            "oasdiff:request-body-min-items-decreased",
        ],
        references: [
            ("Semantic Versioning 2.0", "https://semver.org"),
        ],
    }
}

impl Rule<Comparison> for LoosenedRequest {
    fn check(&self, comparison: &Comparison, sink: &mut Sink) {
        comparison.tell::<Self>(sink);
    }
}
