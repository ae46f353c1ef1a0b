//! Rulesets that mean harm or nothing: an error with its place, a gap, or an answer; never a panic, and soon.
#![allow(clippy::format_push_string, reason = "tests")]

mod support;

use std::time::{Duration, Instant};

use architect_openapi::ruleset::path::Path;
use proptest::prelude::*;
use support::rulesets::{in_files, with};

/// What a debug build on a busy machine may take for what is a few milliseconds of work.
const SOON: Duration = Duration::from_secs(20);

const DOCUMENT: &str = "\
openapi: 3.1.0
info: {title: t, version: '1', description: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac}
paths:
  /a: {get: {responses: {'200': {description: d}}}}
components:
  schemas:
    A: {properties: {a: {$ref: '#/components/schemas/A'}, b: {$ref: '#/components/schemas/B'}}}
    B: {properties: {a: {$ref: '#/components/schemas/A'}, b: {$ref: '#/components/schemas/B'}}}
    C: {$ref: '#/components/schemas/C'}
";

fn soon(ruleset: &str) -> String {
    let start = Instant::now();
    let answer = with(DOCUMENT, ruleset);
    assert!(start.elapsed() < SOON, "it took {:?}", start.elapsed());
    answer
}

fn rule(given: &str, then: &str) -> String {
    format!("rules:\n  r:\n    given: {}\n    then: {then}\n", serde_json::json!(given))
}

#[test]
fn patterns_that_explode_are_given_up() {
    for pattern in [
        "^(a+)+$",
        "^(a|a)*b",
        "(a*)*$x",
        "^(?:a|aa)+$",
        "(.*)(.*)(.*)(.*)(.*)(.*)(.*)x",
        "^(a+)+\\1$",
        "((((a{1000}){1000}){1000}){1000})",
    ] {
        let options = serde_json::json!({ "function": "pattern", "functionOptions": { "match": pattern } });
        soon(&rule("$.info.description", &options.to_string()));
        soon(&rule(&format!("$..[?(@ && @.match && @.match(/{pattern}/))]"), "{function: truthy}"));
        let schema =
            serde_json::json!({ "function": "schema", "functionOptions": { "schema": { "pattern": pattern } } });
        soon(&rule("$.info.description", &schema.to_string()));
    }
}

#[test]
fn deep_and_long_paths_are_gaps() {
    let deep = 100_000;
    for given in [
        format!("$..[?({}1{})]", "(".repeat(deep), ")".repeat(deep)),
        format!("$..[?({}1)]", "!".repeat(3_000)),
        format!("$..[?({}1)]", "-".repeat(3_000)),
        format!("$..[?({}", "[".repeat(3_000)),
        format!("$..[?(1{})]", "+1".repeat(3_000)),
        format!("$..[?(@{})]", ".a".repeat(3_000)),
        format!("$..[?(1{})]", "?1:1".repeat(1_500)),
        format!("${}", "..*".repeat(2_000)),
        format!("${}", "^".repeat(5_000)),
        format!("$[{}]", "a,".repeat(3_000)),
    ] {
        let answer = soon(&rule(&given, "{function: truthy}"));
        assert!(!answer.starts_with("error"), "{answer}");
    }
}

#[test]
fn many_deep_steps_and_whole_ways_are_bounded() {
    for given in [
        "$..*..*..*..*..*",
        "$..[?(@path.match(/x/))]",
        "$..[?(@parentProperty === 'a')]..[?(@parent && @parentProperty)]^^^",
        "$..properties^^^..properties^^",
        "$..[?(@root.info && @path)]",
    ] {
        soon(&rule(given, "{function: truthy}"));
    }
}

#[test]
fn aliases_in_circles_and_in_crowds_are_gaps() {
    let mut crowd = "aliases:\n  A0: ['$.info']\n".to_owned();
    for at in 1..40 {
        crowd.push_str(&format!("  A{at}: ['#A{}', '#A{}']\n", at - 1, at - 1));
    }
    crowd.push_str("rules:\n  r: {given: '#A39', then: {function: truthy}}\n");
    let circle = "aliases: {A: ['#B'], B: ['#A.x']}\nrules:\n  r: {given: '#A', then: {function: truthy}}\n";

    assert!(soon(&crowd).contains("stands for too many paths"));
    assert!(soon(circle).contains("leads to itself"));
}

#[test]
fn rulesets_in_crowds_are_refused() {
    let mut files: Vec<(String, String)> = vec![("api.yaml".to_owned(), DOCUMENT.to_owned())];
    for at in 0..60 {
        let next = at + 1;
        files.push((format!("r{at}.yaml"), format!("extends: [r{next}.yaml, r{next}.yaml]\n")));
    }
    files.push(("r60.yaml".to_owned(), "rules: {}\n".to_owned()));
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let start = Instant::now();

    let deep = in_files(&files, "api.yaml", "r0.yaml");
    let wide = in_files(&files, "api.yaml", "r40.yaml");

    assert!(deep.contains("nested too deep or too often"), "{deep}");
    assert!(wide.contains("nested too deep or too often"), "{wide}");
    assert!(start.elapsed() < SOON);
}

#[test]
fn a_ruleset_of_any_shape_has_an_answer() {
    for ruleset in [
        "[]\n",
        "1\n",
        "a\n",
        "null\n",
        "{}\n",
        "rules:\n",
        "rules: {}\n",
        "extends: []\n",
        "extends: [[]]\n",
        "extends: [[spectral:oas]]\n",
        "extends: [[spectral:oas, some]]\n",
        "extends: [1, {}]\n",
        "rules: {a: null}\n",
        "rules: {a: []}\n",
        "rules: {a: {}}\n",
        "rules: {a: {given: {}, then: 1}}\n",
        "rules: {a: {given: $, then: []}}\n",
        "rules: {a: {given: $, then: {function: []}}}\n",
        "rules: {a: {given: $, then: {function: schema, functionOptions: {schema: {$ref: '#'}}}}}\n",
        "rules: {a: {given: $, then: {function: schema, functionOptions: {schema: {$ref: 'https://example.org/a'}}}}}\n",
        "rules: {a: {given: $, then: {field: [], function: truthy}}}\n",
        "rules: {a: {given: $, then: {field: '$..[', function: truthy}}}\n",
        "rules: {a: {given: $, then: {field: '$..*', function: truthy}}}\n",
        "rules: {a: {given: $..*, then: {field: '$..*^~', function: truthy}}}\n",
        "overrides: [1]\n",
        "overrides: [{}]\n",
        "overrides: [{files: [1], rules: 1}]\n",
        "overrides: [{files: ['#'], rules: {a: off}}]\n",
        "except: {a: 1}\n",
        "aliases: {1: 2}\n",
        "aliases: {a: {targets: 1}}\nrules: {}\n",
        "formats: [1, oas9]\nrules: {}\n",
        "rules: &a\n  b: *a\n",
        "\u{feff}rules: {}\n",
        "rules: {\u{0}: 1}\n",
        "--- \n...\nrules: {}\n",
        "rules: {? [a] : {given: $, then: {function: truthy}}}\n",
    ] {
        soon(ruleset);
    }
    soon(&format!("rules: {}{}\n", "[".repeat(100_000), "]".repeat(100_000)));
    soon(&format!("rules:\n  {}: off\n", "a".repeat(1_000_000)));
}

#[test]
fn many_rules_and_many_places_are_linear() {
    let mut ruleset = "rules:\n".to_owned();
    for at in 0..300 {
        ruleset.push_str(&format!("  r{at}: {{given: '$..[?(@ && @.a{at})]', then: {{function: truthy}}}}\n"));
    }
    soon(&ruleset);
    let mut document = format!("{DOCUMENT}x-many:\n");
    for at in 0..3_000 {
        document.push_str(&format!("  k{at}: {{$ref: '#/x-many/k{}'}}\n", (at + 1) % 3_000));
    }
    let start = Instant::now();
    with(&document, &rule("$..[?(@parentProperty)]", "{field: x, function: truthy}"));
    assert!(start.elapsed() < SOON);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn any_text_as_a_path_has_an_answer(text in "\\PC{0,60}") {
        let _ = Path::parse(&text);
        let _ = Path::parse(&format!("$.{text}"));
        let _ = Path::parse(&format!("$[{text}]"));
        let _ = Path::parse(&format!("$..[?({text})]"));
    }

    #[test]
    fn any_row_of_the_right_signs_has_an_answer(parts in prop::collection::vec(prop::sample::select(SIGNS.to_vec()), 0..14)) {
        let text = parts.concat();
        let _ = Path::parse(&format!("${text}"));
        let _ = Path::parse(&format!("$..[?({text})]"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn any_row_of_the_right_signs_is_looked_up(parts in prop::collection::vec(prop::sample::select(SIGNS.to_vec()), 0..10)) {
        let text = parts.concat();
        soon(&rule(&format!("${text}"), "{field: a, function: truthy}"));
        soon(&rule(&format!("$..[?({text})]"), "{field: '@key', function: casing, functionOptions: {type: camel}}"));
    }

    #[test]
    fn any_ruleset_of_the_right_words_has_an_answer(text in shape()) {
        soon(&format!("{text}\n"));
    }
}

const SIGNS: [&str; 52] = [
    "$",
    ".",
    "..",
    "*",
    "[",
    "]",
    "(",
    ")",
    "?(",
    "@",
    "@.",
    "@property",
    "@parentProperty",
    "@path",
    "@parent",
    "^",
    "~",
    "'",
    "\"",
    ",",
    ":",
    "1",
    "-1",
    "a",
    "b",
    "paths",
    "schemas",
    "properties",
    "$ref",
    " ",
    "&&",
    "||",
    "!",
    "==",
    "===",
    "!=",
    "<",
    ">=",
    "+",
    "-",
    "/",
    "/a+/",
    ".match(",
    ".length",
    ".includes(",
    ".constructor.name",
    "void 0",
    "typeof ",
    "[*]",
    "[0:2]",
    "['a']",
    "@string()",
];

/// Flow YAML made of words that mean something in a ruleset.
fn shape() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "rules",
        "extends",
        "aliases",
        "overrides",
        "given",
        "then",
        "function",
        "functionOptions",
        "field",
        "truthy",
        "pattern",
        "schema",
        "'spectral:oas'",
        "off",
        "warn",
        "$",
        "'$..a'",
        "'#A'",
        "'@key'",
        "1",
        "true",
        "null",
        "files",
        "'*'",
        "'*#/a'",
        "formats",
        "oas3",
        "targets",
        "severity",
        "message",
        "'{{value}}'",
        "casing",
        "type",
        "camel",
        "A",
        "required",
        "enum",
        "values",
        "min",
        "match",
        "'['",
        "recommended",
        "resolved",
        "except",
    ]);
    let leaf = word.clone().prop_map(str::to_owned);
    let value = leaf.prop_recursive(5, 40, 5, move |inner| {
        let key = word.clone();
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|items| format!("[{}]", items.join(", "))),
            prop::collection::vec((key, inner), 0..5).prop_map(|entries| {
                let entries: Vec<String> = entries.iter().map(|(key, value)| format!("{key}: {value}")).collect();
                format!("{{{}}}", entries.join(", "))
            }),
        ]
    });
    (prop::sample::select(vec!["rules", "extends", "overrides", "aliases"]), value)
        .prop_map(|(key, value)| format!("{key}: {value}"))
}
