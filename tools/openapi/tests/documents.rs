//! Whole documents and the whole answer.
#![allow(clippy::expect_used, clippy::panic, clippy::format_push_string, reason = "tests")]

mod support;

use architect_core::CheckOptions;
use architect_document::Format;
use architect_openapi::tool::validate_openapi::{Scope, ValidateOpenapi};

const BROKEN: &str = include_str!("documents/broken-3.1.yaml");

#[test]
fn a_broken_document_is_told_in_order_with_places_and_ways_out() {
    insta::assert_snapshot!(support::lines(&support::check(BROKEN)));
}

#[test]
fn scope_structure_leaves_the_lints_out() {
    let all = support::check(BROKEN).report;
    let structure = support::structure(BROKEN).report;

    let lints = |rules: &[architect_core::report::ReportedFinding]| {
        rules.iter().filter(|finding| finding.rule == "openapi/no-servers").count()
    };
    assert_eq!((lints(&all.findings), lints(&structure.findings)), (1, 0));
    assert!(structure.findings.iter().any(|finding| finding.rule == "openapi/unknown-field"));
}

#[test]
fn the_same_document_as_json_gives_the_same_findings() {
    // JSON made of it keeps one of two equal keys.
    let once = BROKEN.replace("                count:\n                  type: integer\ncomponents:", "components:");
    let source = architect_core::Source::new("d.yaml", &*once);
    let document = architect_document::Document::read(&source, &architect_core::Limits::default()).expect("yaml");
    let json = document.to_json(document.root(), &mut 100_000).expect("it is small");
    let subjects = |text: &str| -> Vec<(String, String)> {
        let report = support::check(text).report;
        let mut subjects: Vec<_> =
            report.findings.into_iter().map(|finding| (finding.rule, finding.subject)).collect();
        subjects.sort();
        subjects
    };

    let pretty = serde_json::to_string_pretty(&json).expect("json");

    assert_eq!(subjects(&pretty), subjects(&once));
    assert_eq!(support::check(&pretty).format, Format::Json);
}

#[test]
fn a_misspelt_file_of_json_is_told_and_read_on() {
    let text = "{\"openapi\": \"3.1.0\", \"info\": {\"title\": \"t\", \"version\": \"1\"}, \"webhooks\": {},}";

    let named = support::check_file("api.json", text);
    let unnamed = support::check_file("api.yaml", text);

    insta::assert_snapshot!(support::lines(&named), @"
    api.json (OpenAPI 3.1, 0 operations): 1 error
    1:77 error openapi/syntax [api.json]: this is not JSON: a key in double quotes is expected here
    ");
    assert_eq!(unnamed.report.total, 0, "{}", support::lines(&unnamed));
}

#[test]
fn versions_that_are_not_read_are_named() {
    let error =
        |text: &str| support::try_check(text, Scope::All, CheckOptions::default()).expect_err("an error").to_string();

    insta::assert_snapshot!(error("swagger: '1.2'\ninfo: {}\npaths: {}\n"), @"`content` is a document of Swagger 1 (swagger: '1.2'), which is not read: 2.0 is the oldest that is (convert it to OpenAPI 3 first)");
    insta::assert_snapshot!(error("name: shop\n"), @"`content` is no OpenAPI document: it has no `openapi` field, and no `swagger` field (an OpenAPI document begins with a line such as `openapi: 3.1.0`)");
    insta::assert_snapshot!(support::lines(&support::check("openapi: 4.0.0\ninfo: {}\n")), @r#"
    content (OpenAPI of an unknown version): 1 error; 1 part was not examined, see gaps
    1:10 error openapi/unknown-version [#/openapi]: 4.0.0 is no version of OpenAPI that is known here
        3.0, 3.1 and 3.2 are known, written with three numbers, such as `3.1.1`; and `swagger: "2.0"`.
    gap -: the version of OpenAPI is not known, so only the text itself was examined
    "#);
    insta::assert_snapshot!(support::lines(&support::check("info: {title: t}\npaths: {}\n")), @"
    content (OpenAPI of an unknown version): 1 error; 1 part was not examined, see gaps
    1:1 error openapi/unknown-version [#/openapi]: the document does not say which version of OpenAPI it is written in
        Add a first line such as `openapi: 3.1.1`.
    gap -: the version of OpenAPI is not known, so only the text itself was examined
    ");
}

#[test]
fn an_ignore_comment_silences_the_entry_below_it_and_nothing_else() {
    let text = "\
openapi: 3.1.0
info: {title: t, version: '1'}
# architect:ignore openapi/server-over-http -- inside of the cluster only
servers:
  - url: http://a.example.org
  - url: http://b.example.org
components:
  schemas:
    A:
      type: strin # architect:ignore openapi/invalid-value
    # architect:ignore openapi/invalid-value -- nothing wrong here
    B:
      type: string
    C:
      type: strin
";

    let output = support::check(text);

    insta::assert_snapshot!(support::lines(&output), @"
    content (OpenAPI 3.1, 0 operations): 1 error, 1 info
    11:5 info core/unused-ignore [ignore openapi/invalid-value]: this comment ignores `openapi/invalid-value`, but there is nothing to ignore here
        Remove the comment, or move it to the line above the place it is meant for.
    15:13 error openapi/invalid-value [#/components/schemas/C/type]: `type` is `strin`, which is not one of the words that are allowed
        Did you mean `string`?
    ");
}

#[test]
fn a_list_item_can_be_ignored_by_the_comment_above_it() {
    let text = "\
openapi: 3.1.0
info: {title: t, version: '1'}
servers:
  # architect:ignore spectral:oas3-server-trailing-slash
  - description: one
    url: https://a.example.org/
  - url: https://b.example.org/
paths: {}
";

    let output = support::check(text);

    assert_eq!(output.report.total, 1, "{}", support::lines(&output));
    assert_eq!(output.report.findings[0].location.line, 7);
}

#[test]
fn rules_of_another_field_leave_a_gap() {
    let output = support::select(BROKEN, "core/unused-ignore");

    assert!(output.report.gaps.iter().any(|gap| gap.reason.contains("no rule about OpenAPI")));
}

#[test]
fn references_out_of_a_text_without_a_path_are_gaps() {
    let text = "\
openapi: 3.1.0
info: {title: t, version: '1'}
components:
  schemas:
    A:
      $ref: ./a.yaml#/A
    B:
      $ref: https://example.org/b.json
      default: 1
";

    insta::assert_snapshot!(support::lines(&support::check(text)), @"
    content (OpenAPI 3.1, 0 operations): no findings; 3 parts were not examined, see gaps
    gap 6: a reference to another file, `./a.yaml`, which is not followed: the text that holds it came without a path
    gap 8: a reference to another host, `https://example.org/b.json`, which is never followed
    gap 9: a default was not held against its schema: its schema refers to what was not read, or nowhere
    ");
}

#[test]
fn merge_keys_and_aliases_are_read() {
    let text = "\
openapi: 3.1.0
info: {title: t, version: '1'}
servers: [{url: https://a.example.org}]
x-responses: &responses
  '200': {description: Done}
  '404': {description: Unknown}
paths:
  /a:
    get: &get
      operationId: a
      responses: *responses
  /b:
    get:
      <<: *get
      operationId: b
";

    let output = support::check(text);

    assert_eq!(output.report.total, 0, "{}", support::lines(&output));
    assert_eq!(output.operations, 2);
}

#[test]
fn operations_are_counted_and_compared_wherever_they_stand() {
    let text = "\
openapi: 3.2.0
info: {title: t, version: '1'}
servers: [{url: https://a.example.org}]
paths:
  /a:
    get: {operationId: same, responses: {default: {description: d}}}
    query: {operationId: same, responses: {default: {description: d}}}
    additionalOperations:
      COPY: {operationId: same, responses: {default: {description: d}}}
    post:
      operationId: other
      callbacks:
        done:
          '{$request.body#/url}':
            post: {operationId: same, responses: {default: {description: d}}}
      responses: {default: {description: d}}
webhooks:
  told:
    post: {operationId: same, responses: {default: {description: d}}}
components:
  pathItems:
    item:
      put: {operationId: same, responses: {default: {description: d}}}
";

    let output = support::select(text, "openapi/operation-id-unique");

    assert_eq!(output.operations, 7);
    assert_eq!(output.report.findings.iter().map(|finding| finding.count.unwrap_or(1)).sum::<usize>(), 5);
}

#[test]
fn the_tool_is_described_in_few_words() {
    use architect_core::Tool;

    assert!(ValidateOpenapi::DESCRIPTION.chars().count() <= 400);
}

#[test]
fn a_component_that_only_an_extension_names_is_used() {
    let text = "\
openapi: 3.1.0
info: {title: t, version: '1'}
servers: [{url: https://a.example.org}]
x-shapes:
  - $ref: '#/components/schemas/A'
paths:
  /a:
    get:
      operationId: a
      responses: {default: {description: d}}
components:
  schemas:
    A: {type: object}
    B: {type: object}
";

    let output = support::check(text);

    assert_eq!(output.report.total, 1, "{}", support::lines(&output));
    assert_eq!(output.report.findings[0].subject, "#/components/schemas/B");
}

#[test]
fn what_a_misplaced_reference_leads_to_is_followed_or_a_gap() {
    let text = "\
openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  $ref: ./paths.yaml
components:
  schemas:
    A:
      properties:
        $ref: ./properties.yaml
";

    insta::assert_snapshot!(support::lines(&support::check(text)), @"
    content (OpenAPI 3.1, 0 operations): 2 warnings; 2 parts were not examined, see gaps
    4:9 warning openapi/misplaced-reference [#/paths/$ref]: the Paths Object cannot be a reference
        Write here what it leads to, or bundle the document before you publish it.
    9:15 warning openapi/misplaced-reference [#/components/schemas/A/properties/$ref]: a map of objects cannot be a reference
        Write here what it leads to, or bundle the document before you publish it.
    gap 4: a reference to another file, `./paths.yaml`, which is not followed: the text that holds it came without a path
    gap 9: what a reference among the keys of a map leads to
    ");
}
