//! Names that other tools have for what is checked here: each means a rule, whatever colons and signs are in it.
#![allow(clippy::expect_used, clippy::panic, reason = "tests")]

mod support;

use architect_core::CheckOptions;
use architect_openapi::tool::validate_openapi::Scope;

/// The rules of Spectral's OWASP ruleset 2.0.1.
const OWASP: [&str; 32] = [
    "api1:2023-no-numeric-ids",
    "api2:2023-no-http-basic",
    "api2:2023-no-api-keys-in-url",
    "api2:2023-no-credentials-in-url",
    "api2:2023-auth-insecure-schemes",
    "api2:2023-jwt-best-practices",
    "api2:2023-short-lived-access-tokens",
    "api2:2023-write-restricted",
    "api2:2023-read-restricted",
    "api3:2023-no-additionalProperties",
    "api3:2023-constrained-additionalProperties",
    "api3:2023-no-unevaluatedProperties",
    "api3:2023-constrained-unevaluatedProperties",
    "api4:2023-rate-limit",
    "api4:2023-rate-limit-retry-after",
    "api4:2023-rate-limit-responses-429",
    "api4:2023-array-limit",
    "api4:2023-string-limit",
    "api4:2023-string-restricted",
    "api4:2023-integer-limit",
    "api4:2023-integer-limit-legacy",
    "api4:2023-integer-format",
    "api5:2023-admin-security-unique",
    "api7:2023-concerning-url-parameter",
    "api8:2023-define-cors-origin",
    "api8:2023-no-scheme-http",
    "api8:2023-no-server-http",
    "api8:2023-define-error-validation",
    "api8:2023-define-error-responses-401",
    "api8:2023-define-error-responses-500",
    "api9:2023-inventory-access",
    "api9:2023-inventory-environment",
];

/// What Spectral, Redocly and vacuum check in schemas, examples and texts, and vacuum's names for the OWASP rules.
const OTHERS: [&str; 56] = [
    "spectral:duplicated-entry-in-enum",
    "spectral:typed-enum",
    "spectral:array-items",
    "spectral:no-eval-in-markdown",
    "spectral:no-script-tags-in-markdown",
    "spectral:oas2-discriminator",
    "spectral:oas2-valid-schema-example",
    "spectral:oas2-valid-media-example",
    "spectral:oas3-valid-schema-example",
    "spectral:oas3-valid-media-example",
    "redocly:no-duplicated-enum-values",
    "redocly:no-enum-type-mismatch",
    "redocly:no-illogical-composition-keywords",
    "redocly:no-invalid-media-type-examples",
    "redocly:no-invalid-parameter-examples",
    "redocly:no-invalid-schema-examples",
    "redocly:no-mixed-number-range-constraints",
    "redocly:no-required-schema-properties-undefined",
    "redocly:no-schema-type-mismatch",
    "redocly:no-unsafe-markdown",
    "redocly:required-string-property-missing-min-length",
    "redocly:scalar-property-missing-example",
    "vacuum:allof-conflicts",
    "vacuum:component-description",
    "vacuum:description-duplication",
    "vacuum:no-unnecessary-combinator",
    "vacuum:nullable-enum-contains-null",
    "vacuum:oas-missing-type",
    "vacuum:oas-schema-check",
    "vacuum:oas3-missing-example",
    "vacuum:oas3-valid-schema-example",
    "vacuum:required-fields-defined",
    "vacuum:typed-enum",
    "vacuum:owasp-array-limit",
    "vacuum:owasp-auth-insecure-schemes",
    "vacuum:owasp-constrained-additionalProperties",
    "vacuum:owasp-define-error-responses-401",
    "vacuum:owasp-define-error-responses-429",
    "vacuum:owasp-define-error-responses-500",
    "vacuum:owasp-define-error-validation",
    "vacuum:owasp-integer-format",
    "vacuum:owasp-integer-limit",
    "vacuum:owasp-integer-limit-legacy",
    "vacuum:owasp-jwt-best-practices",
    "vacuum:owasp-no-additionalProperties",
    "vacuum:owasp-no-api-keys-in-url",
    "vacuum:owasp-no-credentials-in-url",
    "vacuum:owasp-no-http-basic",
    "vacuum:owasp-no-numeric-ids",
    "vacuum:owasp-protection-global-safe",
    "vacuum:owasp-protection-global-unsafe",
    "vacuum:owasp-protection-global-unsafe-strict",
    "vacuum:owasp-rate-limit",
    "vacuum:owasp-security-hosts-https-oas3",
    "vacuum:owasp-string-limit",
    "vacuum:owasp-string-restricted",
];

#[test]
fn every_name_of_a_peer_means_a_rule() {
    let context = support::context();
    let owasp = OWASP.iter().map(|name| format!("owasp:{name}"));

    let unknown: Vec<String> = owasp
        .chain(OTHERS.iter().map(|name| (*name).to_owned()))
        .filter(|name| context.rules().named(name).is_empty())
        .collect();

    assert!(unknown.is_empty(), "{unknown:?}");
}

const BASIC: &str = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\ncomponents:\n  securitySchemes:\n    a:\n      \
                     type: http\n      scheme: basic\n";

#[test]
fn a_name_with_several_colons_selects_and_ignores() {
    let found = support::select(BASIC, "owasp:api2:2023-no-http-basic");
    let options = CheckOptions {
        select: vec!["openapi".to_owned()],
        ignore: vec!["owasp:api2:2023-no-http-basic".to_owned()],
        ..CheckOptions::default()
    };
    let ignored = support::try_check(BASIC, Scope::All, options).expect("a report");

    let rules: Vec<&str> = found.report.findings.iter().map(|finding| finding.rule.as_str()).collect();
    assert_eq!(rules, ["openapi/http-basic"]);
    assert!(ignored.report.findings.iter().all(|finding| finding.rule != "openapi/http-basic"));
}

#[test]
fn a_comment_ignores_by_a_name_with_several_colons_or_signs() {
    let commented = BASIC.replace(
        "      scheme: basic",
        "      # architect:ignore owasp:api2:2023-no-http-basic -- an old client\n      scheme: basic",
    );
    let siblings = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    A: {}\n    \
                    B:\n      # architect:ignore spectral:no-$ref-siblings -- a generator\n      $ref: '#/components/schemas/A'\n      \
                    # architect:ignore spectral:no-$ref-siblings -- a generator\n      title: x\n";

    let found = support::select(&commented, "owasp:api2:2023-no-http-basic");
    let other = support::select(siblings, "spectral:no-$ref-siblings");

    assert_eq!(found.report.total, 0, "{}", support::lines(&found));
    assert_eq!(other.report.total, 0, "{}", support::lines(&other));
}
