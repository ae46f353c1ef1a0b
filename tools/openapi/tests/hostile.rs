//! Input that means harm or nothing: always an answer, never a panic, never more than linear work.
#![allow(clippy::expect_used, clippy::panic, clippy::format_push_string, clippy::format_collect, reason = "tests")]

mod support;

use std::time::{Duration, Instant};

use architect_core::CheckOptions;
use architect_openapi::tool::validate_openapi::Scope;
use proptest::prelude::*;

/// What a debug build on a busy machine may take for what is a few milliseconds of work.
const SOON: Duration = Duration::from_secs(20);

/// An answer or an error, soon, from every rule there is.
fn survives(text: &str) -> String {
    survives_rules(text, &["openapi"])
}

/// An answer or an error, soon, from these rules.
fn survives_rules(text: &str, rules: &[&str]) -> String {
    let start = Instant::now();
    let select = rules.iter().map(|rule| (*rule).to_owned()).collect();
    let options = CheckOptions { limit: Some(1000), select, ..CheckOptions::default() };
    let answer = support::try_check(text, Scope::All, options);
    assert!(start.elapsed() < SOON, "it took {:?}", start.elapsed());
    answer.map_or_else(|error| format!("error: {error}"), |output| support::lines(&output))
}

const HEAD: &str = "openapi: 3.1.0\ninfo:\n  title: t\n  version: '1'\n";

#[test]
fn an_empty_document_is_an_error_that_says_so() {
    for text in ["", " \n\t\n", "\0\0\0", "\u{feff}", "# only a comment\n", "---\n...\n"] {
        let answer = survives(text);
        assert!(answer.starts_with("error: "), "{text:?}: {answer}");
    }
}

#[test]
fn something_else_is_an_error_that_says_so() {
    for text in
        ["hello", "null", "42", "[]", "{}", "name: x\nversion: '3'\n", "<openapi/>", "\"", "'", "{\"a\": [1, 2]}"]
    {
        let answer = survives(text);
        assert!(answer.starts_with("error: ") || answer.contains("openapi/syntax"), "{text:?}: {answer}");
    }
}

#[test]
fn a_hundred_thousand_brackets_are_a_gap() {
    let deep = 100_000;
    let closed = format!("{{\"openapi\": \"3.1.0\", \"x-deep\": {}{}}}", "[".repeat(deep), "]".repeat(deep));

    let answer = survives(&closed);

    assert!(answer.contains("nested more than 256 levels deep"), "{answer}");
    assert!(answer.contains("openapi/missing-field"), "the rest was examined: {answer}");
}

#[test]
fn brackets_that_never_close_are_a_syntax_error() {
    for open in ["[", "{\"a\":", "- ", "? ", "{a: ", "- - - "] {
        let text = format!("{HEAD}x-deep: {}", open.repeat(100_000));
        let answer = survives(&text);
        assert!(answer.contains("openapi/syntax") || answer.contains("gap"), "{open}: {}", answer.len());
        let answer = survives(&open.repeat(100_000));
        assert!(answer.contains("openapi/syntax") || answer.starts_with("error"), "{open}: {}", answer.len());
    }
}

#[test]
fn deep_block_mappings_are_a_gap() {
    let mut text = format!("{HEAD}paths: {{}}\nx-deep:\n");
    for depth in 1..1_000 {
        text.push_str(&" ".repeat(depth));
        text.push_str("a:\n");
    }

    let answer = survives(&text);

    assert!(answer.contains("nested more than 256 levels deep"), "{answer}");
}

#[test]
fn an_alias_bomb_is_a_gap() {
    let mut text = format!("{HEAD}paths: {{}}\nx-a0: &a0 [1, 2, 3, 4, 5, 6, 7, 8, 9]\n");
    for level in 1..20 {
        let aliases = vec![format!("*a{}", level - 1); 9].join(", ");
        text.push_str(&format!("x-a{level}: &a{level} [{aliases}]\n"));
    }
    let start = Instant::now();

    let answer = survives(&text);

    assert!(answer.contains("aliases stand for more than"), "{answer}");
    assert!(start.elapsed() < Duration::from_secs(2));
}

#[test]
fn an_alias_bomb_as_an_example_is_a_gap() {
    let mut text = format!(
        "{HEAD}components:\n  schemas:\n    A:\n      uniqueItems: true\n      examples:\n        - &a0 [1, 2, 3, 4, 5, 6, 7, 8, 9]\n"
    );
    for level in 1..12 {
        let aliases = vec![format!("*a{}", level - 1); 9].join(", ");
        text.push_str(&format!("        - &a{level} [{aliases}]\n"));
    }

    let answer = survives(&text);

    assert!(answer.contains("too large or nested too deep"), "{answer}");
}

#[test]
fn an_alias_inside_its_own_anchor_is_a_gap() {
    let answer = survives(&format!("{HEAD}paths: {{}}\nx-a: &a\n  b: *a\n"));

    assert!(answer.contains("an alias inside its own anchor has no end"), "{answer}");
}

#[test]
fn references_in_circles_and_long_chains_end() {
    let mut text = format!("{HEAD}components:\n  schemas:\n");
    for at in 0..3_000 {
        text.push_str(&format!("    S{at}:\n      $ref: '#/components/schemas/S{}'\n", (at + 1) % 3_000));
    }
    text.push_str("    T:\n      default: 1\n      allOf:\n        - $ref: '#/components/schemas/T'\n");

    survives(&text);
}

#[test]
fn a_long_chain_of_schemas_does_not_exhaust_the_stack() {
    let mut text = format!("{HEAD}components:\n  schemas:\n");
    for at in 0..3_500 {
        let next = at + 1;
        text.push_str(&format!(
            "    S{at}:\n      properties:\n        a:\n          $ref: '#/components/schemas/S{next}'\n"
        ));
    }
    text.push_str(
        "    S3500:\n      type: string\n    T:\n      $ref: '#/components/schemas/S0'\n      default: {a: {a: 1}}\n",
    );

    survives(&text);
}

#[test]
fn sixteen_megabytes_of_one_token_are_read_at_once() {
    let long = "a".repeat(16 * 1024 * 1024);
    for text in [
        long.clone(),
        format!("{{\"openapi\": \"3.1.0\", \"info\": \"{long}\"}}"),
        format!("{HEAD}x-long: {long}\n"),
        format!("{HEAD}x-long: '{long}\n"),
        format!("{HEAD}{long}: 1\n"),
        format!("{HEAD}# {long}\npaths: {{}}\n"),
    ] {
        survives(&text);
    }
}

#[test]
fn many_of_anything_are_linear() {
    let many = 10_000;
    let mut duplicates = format!("{HEAD}paths:\n");
    for _ in 0..many {
        duplicates.push_str("  /a: {}\n");
    }
    let mut unknown = format!("{HEAD}components:\n  schemas:\n    A:\n      type: object\n      properties:\n");
    for at in 0..many {
        unknown.push_str(&format!("        p{at}: {{typ: string, $ref: '#/components/schemas/B{at}'}}\n"));
    }
    let mut ignores = HEAD.to_owned();
    for at in 0..2_000 {
        ignores.push_str(&format!("# architect:ignore openapi/unknown-field\nfield{at}: 1\n"));
    }
    let mut required = format!("{HEAD}components:\n  schemas:\n    A:\n      required:\n");
    required.push_str(&"        - a\n".repeat(many));
    let mut broken = format!("{HEAD}components:\n  schemas:\n");
    for at in 0..many / 4 {
        broken.push_str(&format!("    Schema{at}:\n      $ref: '#/components/schemas/Schemo{at}'\n"));
    }
    for text in [duplicates, unknown, ignores, required, broken] {
        survives(&text);
    }
}

#[test]
fn what_many_share_is_looked_at_once() {
    let many = 3_000;
    let names: Vec<String> = (0..many).map(|at| format!("p{at}")).collect();
    let list = names.join(", ");
    let mut schemas = format!(
        "    Base: {{type: object, required: [{list}], discriminator: {{propertyName: p0}}}}\n    Words: {{enum: \
         [{list}]}}\n    Last: {{type: object, properties: {{a: {{type: object, properties: {{b: {{example: 1}}}}}}}}}}\n"
    );
    let mut paths = String::new();
    for at in 0..many {
        schemas.push_str(&format!(
            "    S{at}: {{allOf: [{{$ref: '#/components/schemas/Base'}}, {{$ref: '#/components/schemas/Words'}}, {{enum: \
             [p1, p2]}}], discriminator: {{propertyName: p1}}}}\n"
        ));
        paths.push_str(&format!(
            "  /admin/a{at}:\n    post:\n      requestBody: {{content: {{application/json: {{schema: {{type: object, \
             properties: {{x: {{$ref: '#/components/schemas/S{at}'}}, y: {{$ref: '#/components/schemas/Last'}}}}}}}}}}}}\n"
        ));
    }
    let security: String = (0..many).map(|at| format!("  - k{at}: []\n")).collect();
    let ticks = "`<script".repeat(2 * many + 1);

    let text = format!(
        "{HEAD}  description: \"{ticks}\"\nsecurity:\n{security}paths:\n{paths}  /b: {{get: {{}}}}\ncomponents:\n  \
         schemas:\n{schemas}"
    );

    let rules = [
        "openapi/admin-security-shared",
        "openapi/discriminator-property",
        "openapi/missing-example",
        "openapi/script-in-text",
        "openapi/unsatisfiable-schema",
    ];
    let answer = survives_rules(&text, &rules);

    assert!(rules[..2].iter().all(|rule| answer.contains(rule)), "{}", answer.get(..2_000).unwrap_or_default());
}

#[test]
fn parameters_that_many_operations_share_are_looked_at_once() {
    let many = 3_000;
    let mut parameters = String::new();
    let mut operations = String::new();
    for at in 0..many {
        parameters.push_str(&format!("      - {{name: p{at}, in: query, schema: {{}}}}\n"));
        parameters.push_str(&format!("      - {{name: v{at}, in: path, required: true, schema: {{}}}}\n"));
        operations.push_str(&format!(
            "      M{at}: {{parameters: [{{name: q, in: query, schema: {{}}}}], responses: {{'412': {{description: d}}}}}}\n"
        ));
    }
    let head = HEAD.replace("3.0.0", "3.2.0").replace("3.1.0", "3.2.0");
    let paths: String = (0..many).map(|at| format!("  /{{v}}/a{}/{{w{at}}}: {{get: {{}}}}\n", at % 50)).collect();
    let text = format!(
        "{head}paths:\n  /a/{{v0}}:\n    parameters:\n{parameters}    additionalOperations:\n{operations}{paths}"
    );

    let rules = [
        "openapi/ambiguous-paths",
        "openapi/path-order",
        "openapi/precondition-without-header",
        "openapi/repeated-path-parameter",
        "openapi/shared-query",
        "openapi/undeclared-path-parameter",
        "openapi/unused-path-parameter",
    ];
    let answer = survives_rules(&text, &rules);

    assert!(answer.contains("openapi/unused-path-parameter"), "{}", answer.get(..2_000).unwrap_or_default());
}

#[test]
fn patterns_that_are_costly_to_judge_share_a_budget() {
    let schemas: String = (0..400)
        .map(|at| format!("    S{at}: {{type: string, pattern: '^({}x{at})+$'}}\n", "(a?|b?|c?)".repeat(60)))
        .collect();

    let answer = survives_rules(&format!("{HEAD}components:\n  schemas:\n{schemas}"), &["openapi/slow-pattern"]);

    assert!(answer.contains("gap"), "what was not judged is said");
}

#[test]
fn patterns_that_explode_are_bounded() {
    let text = format!(
        "{HEAD}components:\n  schemas:\n    A:\n      pattern: '((((a{{1000}}){{1000}}){{1000}}){{1000}})'\n      default: aaaa\n    \
         B:\n      pattern: '^(a+)+$(?!b)'\n      default: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac\n    \
         C:\n      pattern: '{}'\n",
        "(".repeat(3_000)
    );

    survives(&text);
}

#[test]
fn a_document_that_breaks_off_keeps_what_was_read() {
    let text = format!("{HEAD}paths:\n  /a:\n    get:\n      respnses: {{}}\n  /b: [\n");

    let answer = survives(&text);

    assert!(answer.contains("openapi/syntax"), "{answer}");
    assert!(answer.contains("`respnses` is no field"), "{answer}");
    assert!(answer.contains("was not read"), "{answer}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_text_has_an_answer(text in "\\PC{0,400}") {
        survives(&text);
        survives(&format!("{HEAD}{text}"));
    }

    #[test]
    fn any_bytes_have_an_answer(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let text = String::from_utf8_lossy(&bytes);
        survives(&text);
        survives(&format!("{{\"openapi\": \"3.0.0\", {text}"));
    }

    #[test]
    fn any_shape_of_the_right_words_has_an_answer(text in shape()) {
        survives(&format!("{HEAD}{text}\n"));
    }
}

/// Flow YAML made of words that mean something here.
fn shape() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "paths",
        "/a/{b}",
        "get",
        "post",
        "parameters",
        "responses",
        "200",
        "schema",
        "$ref",
        "'#/paths'",
        "type",
        "array",
        "items",
        "properties",
        "allOf",
        "enum",
        "default",
        "example",
        "examples",
        "value",
        "content",
        "components",
        "schemas",
        "securitySchemes",
        "security",
        "in",
        "path",
        "name",
        "null",
        "true",
        "1",
        "-1.5",
        "servers",
        "url",
        "tags",
        "required",
        "minimum",
        "pattern",
        "'['",
        "nullable",
        "discriminator",
        "mapping",
        "callbacks",
        "webhooks",
        "headers",
        "links",
        "operationId",
        "'#'",
        "'#/components/schemas'",
        "variables",
    ]);
    let leaf = word.clone().prop_map(str::to_owned);
    let value = leaf.prop_recursive(6, 60, 5, move |inner| {
        let key = word.clone();
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|items| format!("[{}]", items.join(", "))),
            prop::collection::vec((key, inner), 0..5).prop_map(|entries| {
                let entries: Vec<String> = entries.iter().map(|(key, value)| format!("{key}: {value}")).collect();
                format!("{{{}}}", entries.join(", "))
            }),
        ]
    });
    (prop::sample::select(vec!["paths", "components", "webhooks", "servers", "security", "tags"]), value)
        .prop_map(|(key, value)| format!("{key}: {value}"))
}
