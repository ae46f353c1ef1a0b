//! Documents of several files: references lead from one to the other, and findings stand where the text is.
#![allow(clippy::expect_used, reason = "tests")]

mod support;

use std::sync::Arc;

use architect_core::{CheckOptions, DocumentInput, MemoryFiles, Tool};
use architect_openapi::tool::validate_openapi::{Input, Output, ValidateOpenapi};

const ROOT: &str = r#"openapi: 3.1.0
info:
  title: Orders
  version: "1"
servers:
  - url: https://api.example.org
paths:
  /orders/{orderId}:
    $ref: "./paths/order.yaml"
components:
  schemas:
    Order:
      $ref: "schemas/order.yaml#/Order"
"#;

const PATH: &str = r#"get:
  operationId: getOrder
  parameters:
    - $ref: "../parameters.json#/orderId"
  responses:
    "200":
      description: The order
      content:
        application/json:
          schema:
            $ref: "../openapi.yaml#/components/schemas/Order"
    "404":
      description: Unknown
"#;

const SCHEMA: &str = "Order:
  type: object
  properties:
    id:
      type: integer
    lines:
      type: array
      items:
        $ref: '#/Line'
Line:
  type: object
  properties:
    order:
      $ref: order.yaml#/Order
";

const PARAMETER: &str =
    r#"{"orderId": {"name": "orderId", "in": "path", "required": true, "schema": {"type": "string"}}}"#;

fn check(files: &[(&str, &str)]) -> Output {
    let all = [
        ("api/openapi.yaml", ROOT),
        ("api/paths/order.yaml", PATH),
        ("api/schemas/order.yaml", SCHEMA),
        ("api/parameters.json", PARAMETER),
    ];
    let files = all.iter().chain(files).map(|(name, text)| (*name, *text));
    let context = support::context().with_files(Arc::new(MemoryFiles::new(files)));
    let document = DocumentInput { path: Some("api/openapi.yaml".to_owned()), content: None };
    let options = CheckOptions { limit: Some(1000), ..CheckOptions::default() };
    ValidateOpenapi.call(Input { document, options, ..Input::default() }, &context).expect("a report")
}

fn places(output: &Output) -> String {
    let mut lines: Vec<String> = output
        .report
        .findings
        .iter()
        .map(|finding| {
            format!(
                "{}:{}:{} {} [{}] {}",
                finding.location.source,
                finding.location.line,
                finding.location.column,
                finding.rule,
                finding.subject,
                finding.message
            )
        })
        .collect();
    lines.extend(output.report.gaps.iter().map(|gap| format!("gap {}: {}", gap.source, gap.reason)));
    lines.join("\n")
}

#[test]
fn references_lead_through_files_in_folders_and_in_circles() {
    let output = check(&[]);

    assert_eq!(places(&output), "");
    assert_eq!(output.operations, 1);
}

#[test]
fn a_finding_stands_in_the_file_that_holds_the_text() {
    let path = PATH.replace("    - $ref: \"../parameters.json#/orderId\"\n", "    []\n");
    let schema = SCHEMA.replace("type: integer", "type: integr");

    let output = check(&[("api/paths/order.yaml", &path), ("api/schemas/order.yaml", &schema)]);

    insta::assert_snapshot!(places(&output));
}

#[test]
fn a_file_that_is_not_there_is_a_finding_and_one_that_cannot_be_followed_is_a_gap() {
    let path = PATH.replace("../parameters.json#/orderId", "../parameter.json#/orderId");
    let schema = "Order:
  properties:
    lines:
      $ref: order.yaml#/Lines
    customer:
      $ref: https://example.org/customer.yaml
    outside:
      $ref: ../../../outside.yaml
Line: {}
";
    let output = check(&[("api/paths/order.yaml", &path), ("api/schemas/order.yaml", schema)]);

    insta::assert_snapshot!(places(&output));
}

#[test]
fn a_syntax_error_in_another_file_costs_that_file() {
    let output =
        check(&[("api/schemas/order.yaml", "Order:\n  type: object\n  properties: {id: {type: integer}\nx")]);

    insta::assert_snapshot!(places(&output));
}

#[test]
fn a_file_that_only_an_example_names_is_not_judged() {
    let schema = SCHEMA.replace(
        "  type: object\n  properties:\n    id:",
        "  type: object\n  example:\n    $ref: ../broken.yaml\n  properties:\n    id:",
    );

    let output = check(&[("api/schemas/order.yaml", &schema), ("api/broken.yaml", "{")]);

    assert!(!places(&output).contains("broken"), "{}", places(&output));
}

#[test]
fn an_ignore_comment_counts_in_the_file_it_stands_in() {
    let schema = SCHEMA.replace(
        "      type: integer",
        "      # architect:ignore openapi/invalid-value -- kept for an old client\n      type: integr",
    );

    let output = check(&[("api/schemas/order.yaml", &schema)]);

    assert_eq!(places(&output), "");
}

#[test]
fn a_text_without_a_path_has_no_other_files() {
    let output = support::check(ROOT);

    insta::assert_snapshot!(places(&output));
}

#[test]
fn operations_and_texts_in_files_of_their_own_are_misplaced_but_read() {
    let root = "openapi: 3.0.3
info:
  title: Orders
  version: '1'
  description:
    $ref: introduction.yaml
servers:
  - url: https://api.example.org
paths:
  /orders/{orderId}:
    get:
      $ref: operations/getOrder.yaml
";
    let operation = "operationId: getOrder
responses:
  '200': {description: The order}
  '404': {description: Unknown}
";
    let output = check(&[("api/openapi.yaml", root), ("api/operations/getOrder.yaml", operation)]);

    insta::assert_snapshot!(places(&output));
}
