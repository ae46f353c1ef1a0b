//! The rules that Spectral and its OWASP ruleset have: their names, how they are graded, and for which versions.
//!
//! Facts of `@stoplight/spectral-rulesets` 1.23 and `@stoplight/spectral-owasp-ruleset` 2.0. Which of our rules stands
//! for a name is told by the aliases of our rules.

use architect_core::Severity::{self, Error, Info, Warning};

use super::format::{Format, V2, V3, V3_0, V3_1, V3_2};

/// A ruleset that is known by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    /// `spectral:oas`
    Spectral,
    /// `@stoplight/spectral-owasp-ruleset`
    Owasp,
}

/// A rule of such a ruleset.
#[derive(Debug)]
pub(super) struct Entry {
    /// Its name in a ruleset.
    pub(super) name: &'static str,
    /// Its grade.
    pub(super) severity: Severity,
    /// Whether it runs unless it is switched off.
    pub(super) recommended: bool,
    /// The versions it is about.
    pub(super) formats: &'static [Format],
}

const fn rule(name: &'static str, severity: Severity, formats: &'static [Format]) -> Entry {
    Entry { name, severity, recommended: true, formats }
}

const fn optional(name: &'static str, severity: Severity, formats: &'static [Format]) -> Entry {
    Entry { name, severity, recommended: false, formats }
}

const ALL: &[Format] = &[V2, V3];

const SPECTRAL: &[Entry] = &[
    rule("operation-success-response", Warning, ALL),
    rule("oas2-operation-formData-consume-check", Warning, &[V2]),
    rule("operation-operationId-unique", Error, ALL),
    rule("operation-parameters", Warning, ALL),
    rule("operation-tag-defined", Warning, ALL),
    rule("path-params", Error, ALL),
    optional("contact-properties", Warning, ALL),
    rule("duplicated-entry-in-enum", Warning, ALL),
    rule("info-contact", Warning, ALL),
    rule("info-description", Warning, ALL),
    optional("info-license", Warning, ALL),
    optional("license-url", Warning, ALL),
    rule("no-eval-in-markdown", Warning, ALL),
    rule("no-script-tags-in-markdown", Warning, ALL),
    optional("openapi-tags-alphabetical", Warning, ALL),
    rule("openapi-tags-uniqueness", Error, ALL),
    optional("openapi-tags", Warning, ALL),
    rule("operation-description", Warning, ALL),
    rule("operation-operationId", Warning, ALL),
    rule("operation-operationId-valid-in-url", Warning, ALL),
    optional("operation-singular-tag", Warning, ALL),
    rule("operation-tags", Warning, ALL),
    rule("path-declarations-must-exist", Warning, ALL),
    rule("path-keys-no-trailing-slash", Warning, ALL),
    rule("path-not-include-query", Warning, ALL),
    optional("tag-description", Warning, ALL),
    rule("no-$ref-siblings", Error, &[V2, V3_0]),
    rule("array-items", Error, ALL),
    rule("typed-enum", Warning, ALL),
    rule("oas2-api-host", Warning, &[V2]),
    rule("oas2-api-schemes", Warning, &[V2]),
    rule("oas2-discriminator", Error, &[V2]),
    optional("oas2-host-not-example", Warning, &[V2]),
    rule("oas2-host-trailing-slash", Warning, &[V2]),
    optional("oas2-parameter-description", Warning, &[V2]),
    rule("oas2-operation-security-defined", Warning, &[V2]),
    rule("oas2-valid-schema-example", Error, &[V2]),
    rule("oas2-valid-media-example", Error, &[V2]),
    rule("oas2-anyOf", Warning, &[V2]),
    rule("oas2-oneOf", Warning, &[V2]),
    rule("oas2-schema", Error, &[V2]),
    rule("oas2-unused-definition", Warning, &[V2]),
    rule("oas3-api-servers", Warning, &[V3]),
    rule("oas3-examples-value-or-externalValue", Warning, &[V3]),
    rule("oas3-operation-security-defined", Warning, &[V3]),
    optional("oas3-parameter-description", Warning, &[V3]),
    optional("oas3-server-not-example.com", Warning, &[V3]),
    rule("oas3-server-trailing-slash", Warning, &[V3]),
    rule("oas3-valid-media-example", Error, &[V3]),
    rule("oas3-valid-schema-example", Error, &[V3]),
    rule("oas3-schema", Error, &[V3]),
    rule("oas3-unused-component", Warning, &[V3]),
    rule("oas3-server-variables", Error, &[V3]),
    rule("oas3-callbacks-in-callbacks", Warning, &[V3]),
    rule("oas3_1-servers-in-webhook", Warning, &[V3_1, V3_2]),
    rule("oas3_1-callbacks-in-webhook", Warning, &[V3_1, V3_2]),
    rule("oas3_2-no-deprecated-xml-attribute", Warning, &[V3_2]),
];

const OWASP: &[Entry] = &[
    rule("owasp:api1:2023-no-numeric-ids", Error, ALL),
    rule("owasp:api2:2023-no-http-basic", Error, ALL),
    rule("owasp:api2:2023-no-api-keys-in-url", Error, &[V3]),
    rule("owasp:api2:2023-no-credentials-in-url", Error, &[V3]),
    rule("owasp:api2:2023-auth-insecure-schemes", Error, &[V3]),
    rule("owasp:api2:2023-jwt-best-practices", Error, ALL),
    rule("owasp:api2:2023-short-lived-access-tokens", Error, ALL),
    rule("owasp:api2:2023-write-restricted", Error, ALL),
    rule("owasp:api2:2023-read-restricted", Warning, ALL),
    rule("owasp:api3:2023-no-additionalProperties", Warning, &[V3_0]),
    rule("owasp:api3:2023-constrained-additionalProperties", Warning, &[V3_0]),
    rule("owasp:api3:2023-no-unevaluatedProperties", Warning, &[V3_1]),
    rule("owasp:api3:2023-constrained-unevaluatedProperties", Warning, &[V3_1]),
    rule("owasp:api4:2023-rate-limit", Error, &[V3]),
    rule("owasp:api4:2023-rate-limit-retry-after", Error, &[V3]),
    rule("owasp:api4:2023-rate-limit-responses-429", Warning, ALL),
    rule("owasp:api4:2023-array-limit", Error, ALL),
    rule("owasp:api4:2023-string-limit", Error, ALL),
    rule("owasp:api4:2023-string-restricted", Warning, ALL),
    rule("owasp:api4:2023-integer-limit", Error, &[V3_1]),
    rule("owasp:api4:2023-integer-limit-legacy", Error, &[V2, V3_0]),
    rule("owasp:api4:2023-integer-format", Error, ALL),
    rule("owasp:api5:2023-admin-security-unique", Error, ALL),
    rule("owasp:api7:2023-concerning-url-parameter", Info, ALL),
    rule("owasp:api8:2023-define-cors-origin", Error, ALL),
    rule("owasp:api8:2023-no-scheme-http", Error, &[V2]),
    rule("owasp:api8:2023-no-server-http", Error, &[V3]),
    rule("owasp:api8:2023-define-error-validation", Warning, ALL),
    rule("owasp:api8:2023-define-error-responses-401", Warning, ALL),
    rule("owasp:api8:2023-define-error-responses-500", Warning, ALL),
    rule("owasp:api9:2023-inventory-access", Error, &[V3]),
    rule("owasp:api9:2023-inventory-environment", Error, &[V3]),
];

impl Known {
    /// The ruleset that an `extends` names.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        if name == "spectral:oas" {
            return Some(Self::Spectral);
        }
        name.contains("@stoplight/spectral-owasp-ruleset").then_some(Self::Owasp)
    }

    /// Its rules.
    pub(super) fn rules(self) -> &'static [Entry] {
        match self {
            Self::Spectral => SPECTRAL,
            Self::Owasp => OWASP,
        }
    }
}

impl Entry {
    /// The alias that our rules have for it.
    pub(super) fn alias(&self) -> String {
        if self.name.starts_with("owasp:") { self.name.to_owned() } else { format!("spectral:{}", self.name) }
    }
}
