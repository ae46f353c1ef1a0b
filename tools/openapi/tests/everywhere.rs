//! Rules look at operations wherever they can stand, and at every version.
#![allow(clippy::panic, clippy::format_push_string, reason = "tests")]

mod support;

/// Operations at every place that OpenAPI 3.2 has, all alike: each `@` is one.
const PLACES: &str = "\
openapi: 3.2.0
info: {title: t, version: '1'}
servers: [{url: https://api.example.org}]
paths:
  /a:
    post:
      @
      callbacks:
        done:
          '{$request.body#/url}':
            post:
              @
    query:
      @
    additionalOperations:
      COPY:
        @
  /b:
    $ref: '#/components/pathItems/Shared'
webhooks:
  sent:
    post:
      @
components:
  callbacks:
    later:
      '{$request.body#/url}':
        post:
          @
  pathItems:
    Shared:
      put:
        @
";

/// The document with fields in each of its operations, written as a flow map's content without braces.
fn with(fields: &[&str]) -> String {
    let mut text = String::new();
    for line in PLACES.lines() {
        match line.strip_suffix('@') {
            Some(indent) => fields.iter().for_each(|field| text.push_str(&format!("{indent}{field}\n"))),
            None => text.push_str(&format!("{line}\n")),
        }
    }
    text
}

fn count(text: &str, rule: &str) -> usize {
    let output = support::select(text, rule);
    output.report.findings.iter().map(|finding| finding.count.unwrap_or(1)).sum()
}

#[test]
fn rules_about_operations_see_them_at_every_place() {
    let places = PLACES.matches('@').count();
    let responses = "responses: {'200': {description: d}}";
    let cases: &[(&str, &[&str])] = &[
        ("openapi/no-operation-summary", &[responses]),
        ("openapi/no-operation-description", &[responses]),
        ("openapi/untagged-operation", &[responses]),
        ("openapi/several-tags", &["tags: [a, b]", responses]),
        (
            "openapi/long-summary",
            &[
                "summary: aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaa",
                responses,
            ],
        ),
        ("openapi/summary-with-full-stop", &["summary: A.", responses]),
        ("openapi/operation-id-not-url-safe", &["operationId: 'a b'", responses]),
        ("openapi/unexplained-deprecation", &["deprecated: true", responses]),
        ("openapi/content-of-bodyless-response", &["responses: {'204': {description: d, content: {a/b: {}}}}"]),
        ("openapi/response-without-content", &["responses: {'200': {description: d}}"]),
        ("openapi/redirect-without-location", &["responses: {'303': {description: d}}"]),
        ("openapi/no-success-response", &["responses: {'400': {description: d}}"]),
        ("openapi/wildcard-media-type", &["requestBody: {content: {'*/*': {}}}", responses]),
        ("openapi/invalid-media-type", &["requestBody: {content: {json: {}}}", responses]),
        (
            "openapi/parameter-without-description",
            &["parameters: [{name: a, in: query, schema: {type: string}}]", responses],
        ),
        ("openapi/ignored-header", &["parameters: [{name: accept, in: header, schema: {type: string}}]", responses]),
        (
            "openapi/default-of-required-parameter",
            &["parameters: [{name: a, in: query, required: true, schema: {default: 1}}]", responses],
        ),
        (
            "openapi/shared-query",
            &[
                "parameters: [{name: a, in: query, schema: {}}, {name: b, in: querystring, content: {a/b: {}}}]",
                responses,
            ],
        ),
    ];
    for (rule, fields) in cases {
        assert_eq!(count(&with(fields), rule), places, "{rule}");
    }
    // Of operations that share an id, all but the first.
    assert_eq!(count(&with(&["operationId: a", responses]), "openapi/operation-id-unique"), places - 1);
}

/// One document in each version.
fn in_each_version(rest: &str) -> Vec<String> {
    ["swagger: '2.0'", "openapi: 3.0.4", "openapi: 3.1.1", "openapi: 3.2.0"]
        .iter()
        .map(|version| format!("{version}\ninfo: {{title: t, version: '1'}}\n{rest}"))
        .collect()
}

#[test]
fn rules_that_do_not_depend_on_the_version_hold_in_each() {
    let operation = "responses: {'200': {description: d}}";
    let cases = [
        ("openapi/no-info-description", "paths: {}".to_owned()),
        ("openapi/no-contact", "paths: {}".to_owned()),
        ("openapi/no-license", "paths: {}".to_owned()),
        ("openapi/no-tags", format!("paths: {{/a: {{get: {{{operation}}}}}}}")),
        ("openapi/tags-out-of-order", "paths: {}\ntags: [{name: b}, {name: a}]".to_owned()),
        ("openapi/tag-without-description", "paths: {}\ntags: [{name: b}]".to_owned()),
        ("openapi/unused-tag", format!("paths: {{/a: {{get: {{{operation}}}}}}}\ntags: [{{name: b}}]")),
        ("openapi/tags-differ-by-case", format!("paths: {{/a: {{get: {{tags: [A, a], {operation}}}}}}}")),
        ("openapi/malformed-path", format!("paths: {{/a//b: {{get: {{{operation}}}}}}}")),
        ("openapi/path-casing", format!("paths: {{/aB: {{get: {{{operation}}}}}}}")),
        ("openapi/verb-in-path", format!("paths: {{/getA: {{get: {{{operation}}}}}}}")),
        ("openapi/untagged-operation", format!("paths: {{/a: {{get: {{{operation}}}}}}}")),
        ("openapi/no-operation-summary", format!("paths: {{/a: {{get: {{{operation}}}}}}}")),
        ("openapi/method-order", format!("paths: {{/a: {{post: {{{operation}}}, get: {{{operation}}}}}}}")),
        ("openapi/unexplained-deprecation", format!("paths: {{/a: {{get: {{deprecated: true, {operation}}}}}}}")),
        ("openapi/no-servers", format!("paths: {{/a: {{get: {{{operation}}}}}}}")),
        (
            "openapi/precondition-without-header",
            "paths: {/a: {get: {responses: {'412': {description: d}}}}}".to_owned(),
        ),
    ];
    for (rule, rest) in &cases {
        for text in in_each_version(rest) {
            assert_eq!(count(&text, rule), 1, "{rule}\n{text}");
        }
    }
}

#[test]
fn a_path_item_that_several_paths_share_is_held_against_each_of_them() {
    let text = "\
openapi: 3.1.0
info: {title: t, version: '1'}
servers: [{url: https://api.example.org}]
paths:
  /a/{id}:
    $ref: '#/components/pathItems/Shared'
  /b/{id}/{part}:
    $ref: '#/components/pathItems/Shared'
  /c/{key}:
    $ref: '#/paths/~1d~1{id}'
  /d/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {operationId: d, responses: {default: {description: d}}}
components:
  pathItems:
    Shared:
      get:
        operationId: shared
        parameters: [{name: id, in: path, required: true, schema: {type: string}}]
        responses: {default: {description: d}}
";
    let told = |rule: &str| -> Vec<String> {
        let findings = support::select(text, rule).report.findings;
        findings.iter().map(|finding| format!("{}: {}", finding.subject, finding.message)).collect()
    };

    assert_eq!(
        told("openapi/undeclared-path-parameter"),
        [
            "GET /c/{key}: the path has `{key}`, but no parameter `key` in `path` is declared",
            "GET /b/{id}/{part}: the path has `{part}`, but no parameter `part` in `path` is declared",
        ]
    );
    assert_eq!(
        told("openapi/unused-path-parameter"),
        ["/c/{key}: the parameter `id` is in `path`, but the path has no `{id}`"]
    );
}
