//! Every rule that another linter has about the document, its paths, operations, parameters and responses, has one of
//! ours behind its name.
#![allow(clippy::panic, reason = "tests")]

use std::collections::BTreeSet;

use architect_openapi::RULES;

/// The rules of Spectral's `spectral:oas`.
const SPECTRAL: &[&str] = &[
    "array-items",
    "contact-properties",
    "info-contact",
    "info-description",
    "info-license",
    "license-url",
    "no-$ref-siblings",
    "oas2-api-host",
    "oas2-host-not-example",
    "oas2-host-trailing-slash",
    "oas2-operation-security-defined",
    "oas2-parameter-description",
    "oas2-unused-definition",
    "oas3-api-servers",
    "oas3-callbacks-in-callbacks",
    "oas3-examples-value-or-externalValue",
    "oas3-operation-security-defined",
    "oas3-parameter-description",
    "oas3-server-not-example.com",
    "oas3-server-trailing-slash",
    "oas3-server-variables",
    "oas3-unused-component",
    "oas3_1-callbacks-in-webhook",
    "oas3_1-servers-in-webhook",
    "oas3_2-no-deprecated-xml-attribute",
    "openapi-tags",
    "openapi-tags-alphabetical",
    "openapi-tags-uniqueness",
    "operation-description",
    "operation-operationId",
    "operation-operationId-unique",
    "operation-operationId-valid-in-url",
    "operation-parameters",
    "operation-singular-tag",
    "operation-success-response",
    "operation-tag-defined",
    "operation-tags",
    "path-declarations-must-exist",
    "path-keys-no-trailing-slash",
    "path-not-include-query",
    "path-params",
    "tag-description",
];

/// The rules of Redocly.
const REDOCLY: &[&str] = &[
    "array-parameter-serialization",
    "boolean-parameter-prefixes",
    "component-name-unique",
    "info-contact",
    "info-license",
    "info-license-strict",
    "no-ambiguous-paths",
    "no-duplicated-tag-names",
    "no-empty-servers",
    "no-example-value-and-externalValue",
    "no-http-verbs-in-paths",
    "no-identical-paths",
    "no-path-trailing-slash",
    "no-server-example.com",
    "no-server-trailing-slash",
    "no-server-variables-empty-enum",
    "no-undefined-server-variable",
    "no-unresolved-refs",
    "no-unused-components",
    "operation-2xx-response",
    "operation-4xx-problem-details-rfc7807",
    "operation-4xx-response",
    "operation-description",
    "operation-operationId",
    "operation-operationId-unique",
    "operation-operationId-url-safe",
    "operation-parameters-unique",
    "operation-singular-tag",
    "operation-summary",
    "operation-tag-defined",
    "parameter-description",
    "path-declaration-must-exist",
    "path-http-verbs-order",
    "path-not-include-query",
    "path-parameters-defined",
    "path-params-defined",
    "path-segment-plural",
    "paths-kebab-case",
    "request-mime-type",
    "response-contains-header",
    "response-contains-property",
    "response-mime-type",
    "security-defined",
    "security-scopes-defined",
    "spec-components-invalid-map-name",
    "spec-discriminator-defaultMapping",
    "spec-example-values",
    "spec-no-invalid-encoding-combinations",
    "spec-no-invalid-tag-parents",
    "spec-querystring-parameters",
    "spec-ref-siblings",
    "spec-strict-refs",
    "struct",
    "tag-description",
    "tags-alphabetical",
];

/// The rules that vacuum has beside Spectral's.
const VACUUM: &[&str] = &[
    "camel-case-properties",
    "duplicate-paths",
    "info-license-spdx",
    "migrate-zally-ignore",
    "no-ambiguous-paths",
    "no-http-verbs-in-path",
    "no-request-body",
    "oas3-example-external-check",
    "oas3-host-not-example",
    "oas3-no-$ref-siblings",
    "operation-4xx-response",
    "path-item-refs",
    "paths-kebab-case",
    "paths-specificity-order",
    "post-response-success",
];

#[test]
fn no_rule_of_a_peer_is_without_one_of_ours() {
    let known: BTreeSet<&str> = RULES.iter().flat_map(|meta| meta.aliases).copied().collect();

    let named = [("spectral", SPECTRAL), ("redocly", REDOCLY), ("vacuum", VACUUM)];
    let names = named.iter().flat_map(|(peer, ids)| ids.iter().map(move |id| format!("{peer}:{id}")));
    let missing: Vec<String> = names.filter(|name| !known.contains(name.as_str())).collect();

    assert!(missing.is_empty(), "{} without a rule: {missing:?}", missing.len());
}

#[test]
fn a_rule_names_each_of_its_peers_once() {
    for meta in RULES {
        let names: BTreeSet<&str> = meta.aliases.iter().copied().collect();

        assert_eq!(names.len(), meta.aliases.len(), "{}", meta.id);
        assert!(names.iter().all(|name| name.contains(':')), "{}", meta.id);
    }
}
