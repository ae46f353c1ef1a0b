//! What the rules about security find in each version and at each place, and what the review says of it.
#![allow(clippy::expect_used, clippy::panic, reason = "tests")]

mod support;

use architect_core::{CheckOptions, DocumentInput, Tool};
use architect_openapi::review::{FoundBy, Review, ReviewedItem, Verdict};
use architect_openapi::tool::validate_openapi::{Input, Output, ValidateOpenapi};

fn places(text: &str, rule: &str) -> Vec<String> {
    let output = support::select(text, rule);
    let all = output.report.findings.iter().flat_map(|finding| {
        let more = finding.related.iter().filter(|_| finding.count.is_some()).map(|place| place.message.clone());
        std::iter::once(finding.subject.clone()).chain(more)
    });
    all.collect()
}

fn review(text: &str, options: CheckOptions) -> Output {
    let document = DocumentInput { path: None, content: Some(text.to_owned()) };
    let input = Input { document, review: Some(Review::Owasp), options, ..Input::default() };
    ValidateOpenapi.call(input, &support::context()).expect("a report")
}

fn item<'o>(output: &'o Output, name: &str) -> &'o ReviewedItem {
    output.review.iter().find(|item| item.item.split(':').next() == Some(name)).expect("the item is there")
}

/// A document with all there is to find, in the versions that have `components`.
fn careless(version: &str) -> String {
    format!(
        "openapi: {version}\n{}",
        r#"info: {title: t, version: "1"}
servers: [{url: "http://api.example.org"}]
paths:
  /orders/{id}:
    get:
      operationId: a
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer}}
        - {name: access_token, in: query, schema: {type: string}}
        - {name: callback_url, in: query, schema: {type: array, items: {type: string}}}
      responses:
        "200": {description: d, headers: {X-A: {schema: {type: string}}}}
        "429": {description: d}
    post:
      operationId: b
      security: [{}]
      requestBody:
        content:
          application/json:
            schema:
              type: object
              additionalProperties: true
              properties:
                isAdmin: {type: boolean}
                labels: {type: object, additionalProperties: {type: string}}
      responses: {"201": {description: d}}
components:
  securitySchemes:
    basic: {type: http, scheme: basic}
    key: {type: apiKey, in: query, name: k}
    cookie: {type: apiKey, in: cookie, name: s}
    oauth:
      type: oauth2
      flows:
        implicit: {authorizationUrl: "http://login.example.org", scopes: {}}
        authorizationCode: {authorizationUrl: "https://a.example.org", tokenUrl: "https://a.example.org", scopes: {}}
"#
    )
}

/// Every rule of the OWASP ruleset that has to do with version 3, by its name there.
const FOUND: [&str; 23] = [
    "owasp:api1:2023-no-numeric-ids",
    "owasp:api2:2023-no-http-basic",
    "owasp:api2:2023-no-api-keys-in-url",
    "owasp:api2:2023-no-credentials-in-url",
    "owasp:api2:2023-jwt-best-practices",
    "owasp:api2:2023-short-lived-access-tokens",
    "owasp:api2:2023-read-restricted",
    "owasp:api3:2023-no-additionalProperties",
    "owasp:api3:2023-constrained-additionalProperties",
    "owasp:api4:2023-rate-limit",
    "owasp:api4:2023-rate-limit-retry-after",
    "owasp:api4:2023-rate-limit-responses-429",
    "owasp:api4:2023-array-limit",
    "owasp:api4:2023-string-limit",
    "owasp:api4:2023-string-restricted",
    "owasp:api4:2023-integer-limit",
    "owasp:api4:2023-integer-format",
    "owasp:api7:2023-concerning-url-parameter",
    "owasp:api8:2023-define-cors-origin",
    "owasp:api8:2023-no-server-http",
    "owasp:api8:2023-define-error-validation",
    "owasp:api8:2023-define-error-responses-401",
    "owasp:api8:2023-define-error-responses-500",
];

#[test]
fn every_version_is_judged_by_every_rule_and_no_place_twice() {
    for version in ["3.0.3", "3.1.0", "3.2.0"] {
        let text = careless(version);
        for rule in FOUND {
            let mut found = places(&text, rule);
            let all = found.len();
            found.sort();
            found.dedup();
            assert!(all > 0, "{rule} in {version}");
            assert_eq!(found.len(), all, "{rule} in {version}: {found:?}");
        }
    }
}

/// The same in Swagger 2.0, which says much of it otherwise.
const CARELESS_2_0: &str = r#"swagger: "2.0"
info: {title: t, version: "1"}
host: api.example.org
schemes: [http]
paths:
  /orders/{id}:
    get:
      operationId: a
      parameters:
        - {name: id, in: path, required: true, type: integer}
        - {name: access_token, in: query, type: string}
        - {name: callback_url, in: query, type: array, items: {type: string}}
      responses:
        "200": {description: d, headers: {X-A: {type: string}}}
        "429": {description: d}
    post:
      operationId: b
      security: [{}]
      parameters:
        - name: body
          in: body
          schema:
            type: object
            additionalProperties: true
            properties:
              isAdmin: {type: boolean}
              labels: {type: object, additionalProperties: {type: string}}
      responses: {"201": {description: d}}
securityDefinitions:
  basic: {type: basic}
  key: {type: apiKey, in: query, name: k}
  oauth: {type: oauth2, flow: implicit, authorizationUrl: "http://login.example.org", scopes: {}}
"#;

#[test]
fn swagger_is_judged_by_the_same_rules() {
    // Its flows have no address for refreshing tokens.
    let rules = FOUND.iter().filter(|rule| **rule != "owasp:api2:2023-short-lived-access-tokens");
    let own = ["openapi/weak-oauth-flow", "openapi/auth-url-over-http", "openapi/writable-privileged-property"];
    let more = ["owasp:api4:2023-integer-limit-legacy", "owasp:api8:2023-no-scheme-http"];

    let silent: Vec<&str> =
        rules.chain(&own).chain(&more).filter(|rule| places(CARELESS_2_0, rule).is_empty()).copied().collect();

    assert_eq!(silent, Vec::<&str>::new());
    let texts = places(CARELESS_2_0, "openapi/unbounded-string");
    assert!(!texts.iter().any(|place| place.contains("responses")), "the server decides on headers: {texts:?}");
}

#[test]
fn what_has_a_name_of_its_own_here_is_found_in_every_version() {
    let rules = [
        "openapi/weak-oauth-flow",
        "openapi/auth-url-over-http",
        "openapi/cookie-key-without-csrf",
        "openapi/writable-privileged-property",
    ];
    for version in ["3.0.3", "3.1.0", "3.2.0"] {
        for rule in rules {
            assert_eq!(places(&careless(version), rule).len(), 1, "{rule} in {version}");
        }
    }
}

#[test]
fn methods_of_later_versions_are_operations_too() {
    let text = "openapi: 3.2.0\ninfo: {title: t, version: '1'}\npaths:\n  /a:\n    query: {operationId: a, responses: \
                {'200': {description: d}}}\n    additionalOperations:\n      COPY: {operationId: b, responses: {'200': \
                {description: d}}}\n";

    assert_eq!(places(text, "openapi/unsecured-read"), ["QUERY /a"]);
    assert_eq!(places(text, "openapi/no-unauthorized-response"), ["QUERY /a", "COPY /a"]);
}

#[test]
fn what_clients_answer_is_not_asked_of_the_server() {
    let text = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\nwebhooks:\n  w:\n    post: {operationId: a, responses: \
                {'200': {description: d}}}\n";

    for rule in ["openapi/no-rate-limit-headers", "openapi/no-unauthorized-response", "openapi/unsecured-write"] {
        assert_eq!(places(text, rule), Vec::<String>::new(), "{rule}");
    }
}

#[test]
fn what_only_responses_use_needs_no_bounds() {
    let text = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths:\n  /a:\n    post:\n      operationId: a\n      \
                requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/In'}}}}\n      \
                responses: {'200': {description: d, content: {application/json: {schema: {$ref: \
                '#/components/schemas/Out'}}}}}\ncomponents:\n  schemas:\n    In: {type: string}\n    Out: {type: \
                string}\n";

    assert_eq!(places(text, "openapi/unbounded-string"), ["#/components/schemas/In"]);
}

#[test]
fn administration_is_held_against_the_security_of_the_whole_document() {
    let text = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\nsecurity: [{k: []}]\npaths:\n  /a:\n    get: \
                {operationId: a}\n  /admin/a:\n    get: {operationId: b}\ncomponents:\n  securitySchemes:\n    k: {type: \
                http, scheme: bearer}\n";

    assert_eq!(places(text, "owasp:api5:2023-admin-security-unique"), ["GET /admin/a"]);
}

#[test]
fn a_careless_document_is_found_out_item_by_item() {
    let output = review(&careless("3.1.0"), CheckOptions::default());

    let verdicts: Vec<(&str, Verdict)> =
        output.review.iter().map(|item| (item.item.as_str(), item.verdict)).collect();
    let expected = [
        ("API1:2023", Verdict::Found),
        ("API2:2023", Verdict::Found),
        ("API3:2023", Verdict::Found),
        ("API4:2023", Verdict::Found),
        ("API5:2023", Verdict::Undecidable),
        ("API6:2023", Verdict::Undecidable),
        ("API7:2023", Verdict::Found),
        ("API8:2023", Verdict::Found),
        ("API9:2023", Verdict::Found),
        ("API10:2023", Verdict::Undecidable),
    ];
    assert_eq!(verdicts, expected);
    let rules = &item(&output, "API1").rules;
    assert_eq!(rules, &[FoundBy { rule: "openapi/numeric-id".to_owned(), places: 1 }]);
    for item in &output.review {
        assert_eq!(item.question.is_some(), item.verdict == Verdict::Undecidable, "{item:?}");
        assert_eq!(item.rules.is_empty(), item.verdict != Verdict::Found, "{item:?}");
    }
    let flows = item(&output, "API6").question.as_deref().unwrap_or_default();
    assert!(flows.contains("POST /orders/{id}"), "{flows}");
}

const CAREFUL: &str = r#"openapi: 3.1.0
info: {title: t, version: "1"}
servers: [{url: "https://api.example.org", description: Production, x-internal: false}]
security: [{token: []}]
paths:
  /status:
    get:
      operationId: status
      responses:
        "200": {description: d, headers: {RateLimit: {$ref: '#/components/headers/All'}, Access-Control-Allow-Origin: {$ref: '#/components/headers/All'}}}
        4XX: {description: d, headers: {RateLimit: {$ref: '#/components/headers/All'}, Access-Control-Allow-Origin: {$ref: '#/components/headers/All'}}, content: {application/json: {}}}
        5XX: {description: d, content: {application/json: {}}}
components:
  headers:
    All: {schema: {type: string, maxLength: 9, pattern: "^x$"}}
  securitySchemes:
    token: {type: http, scheme: bearer}
"#;

#[test]
fn a_careful_document_is_clean_where_it_can_be_told() {
    let output = review(CAREFUL, CheckOptions::default());

    assert_eq!(output.report.total, 0, "{}", support::lines(&output));
    for name in ["API1", "API2", "API3", "API4", "API6", "API7", "API8", "API9"] {
        assert_eq!(item(&output, name).verdict, Verdict::Clean, "{name}");
    }
    for name in ["API5", "API10"] {
        assert_eq!(item(&output, name).verdict, Verdict::Undecidable, "{name}");
    }
}

#[test]
fn what_was_not_read_or_not_run_is_not_called_clean() {
    let elsewhere = CAREFUL.replace("  headers:\n", "  schemas: {A: {$ref: \"./other.yaml\"}}\n  headers:\n");
    let ignoring = CheckOptions {
        ignore: vec!["owasp:api9:2023-inventory-access".to_owned(), "openapi/server-environment-unstated".to_owned()],
        ..CheckOptions::default()
    };

    let partial = review(&elsewhere, CheckOptions::default());
    let ignored = review(CAREFUL, ignoring);

    assert_eq!(item(&partial, "API3").verdict, Verdict::Undecidable);
    assert_eq!(item(&ignored, "API9").verdict, Verdict::Undecidable);
    assert_eq!(item(&ignored, "API8").verdict, Verdict::Clean);
}

#[test]
fn without_a_review_there_are_no_items() {
    assert!(support::check(CAREFUL).review.is_empty());
}
