//! `openapi/changed-annotation`

use architect_core::{Rule, Sink, declare_rule};

use crate::diff::Comparison;

declare_rule! {
    /// ## What it finds
    /// A default of a property, a discriminator, `readOnly` or `writeOnly` that changed without changing what is
    /// valid.
    ///
    /// ## Why it matters
    /// What is sent stays valid, but may mean something else, and generated clients may change.
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
    /// -                gift: {type: boolean, default: false}
    /// +                gift: {type: boolean, default: true}
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
    /// -                gift: {type: boolean, default: false}
    /// +                gift: {default: false, type: boolean, title: As a gift}
    ///        responses:
    ///          "201": {description: It is placed.}
    /// ```
    ///
    /// ## Limits
    /// Texts for people are not compared.
    pub ChangedAnnotation {
        id: "openapi/changed-annotation",
        severity: Info,
        since: "0.1.0",
        aliases: [
            "oasdiff:request-body-discriminator-added",
            "oasdiff:request-body-discriminator-removed",
            "oasdiff:request-body-discriminator-property-name-changed",
            "oasdiff:request-body-discriminator-mapping-added",
            "oasdiff:request-body-discriminator-mapping-deleted",
            "oasdiff:request-body-discriminator-mapping-changed",
            "oasdiff:request-property-discriminator-added",
            "oasdiff:request-property-discriminator-removed",
            "oasdiff:request-property-discriminator-property-name-changed",
            "oasdiff:request-property-discriminator-mapping-added",
            "oasdiff:request-property-discriminator-mapping-deleted",
            "oasdiff:request-property-discriminator-mapping-changed",
            "oasdiff:request-body-default-value-added",
            "oasdiff:request-body-default-value-removed",
            "oasdiff:request-body-default-value-changed",
            "oasdiff:request-property-default-value-added",
            "oasdiff:request-property-default-value-removed",
            "oasdiff:request-property-default-value-changed",
            "oasdiff:request-optional-property-became-not-write-only",
            "oasdiff:request-optional-property-became-write-only",
            "oasdiff:request-optional-property-became-read-only",
            "oasdiff:request-optional-property-became-not-read-only",
            "oasdiff:request-required-property-became-not-write-only",
            "oasdiff:request-required-property-became-write-only",
            "oasdiff:request-required-property-became-read-only",
            "oasdiff:response-body-discriminator-added",
            "oasdiff:response-body-discriminator-removed",
            "oasdiff:response-body-discriminator-property-name-changed",
            "oasdiff:response-body-discriminator-mapping-added",
            "oasdiff:response-body-discriminator-mapping-deleted",
            "oasdiff:response-body-discriminator-mapping-changed",
            "oasdiff:response-property-discriminator-added",
            "oasdiff:response-property-discriminator-removed",
            "oasdiff:response-property-discriminator-property-name-changed",
            "oasdiff:response-property-discriminator-mapping-added",
            "oasdiff:response-property-discriminator-mapping-deleted",
            "oasdiff:response-property-discriminator-mapping-changed",
            "oasdiff:response-optional-property-became-not-write-only",
            "oasdiff:response-optional-property-became-read-only",
            "oasdiff:response-optional-property-became-not-read-only",
            "oasdiff:response-body-default-value-added",
            "oasdiff:response-body-default-value-removed",
            "oasdiff:response-body-default-value-changed",
            "oasdiff:response-property-default-value-added",
            "oasdiff:response-property-default-value-removed",
            "oasdiff:response-property-default-value-changed",
            "oasdiff:response-required-property-became-not-write-only",
            "oasdiff:response-required-property-became-read-only",
            "oasdiff:response-required-property-became-not-read-only",
        ],
        references: [
            ("JSON Schema 2020-12, Validation", "https://json-schema.org/draft/2020-12/json-schema-validation"),
        ],
    }
}

impl Rule<Comparison> for ChangedAnnotation {
    fn check(&self, comparison: &Comparison, sink: &mut Sink) {
        comparison.tell::<Self>(sink);
    }
}
