//! What holds of every pair of documents: equal ones have no changes, and whatever comes in, an answer comes out.
#![allow(clippy::format_collect, clippy::unwrap_used, clippy::panic, clippy::expect_used, reason = "tests")]

mod changes;

use std::fmt::Write as _;

use changes::{context, diff, lines};
use proptest::prelude::*;

use architect_core::{CheckOptions, Tool as _};
use architect_openapi::DiffOpenapi;
use architect_openapi::tool::diff_openapi::Input;

/// Schemas as flow YAML, with references to the four components, so that cycles occur.
fn schema() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("{}".to_owned()),
        Just("true".to_owned()),
        Just("false".to_owned()),
        (0..4usize).prop_map(|index| format!("{{$ref: '#/components/schemas/S{index}'}}")),
        prop::sample::select(vec!["string", "integer", "number", "boolean", "\"null\"", "object", "array"])
            .prop_map(|word| format!("{{type: {word}}}")),
        (0..9u8, 0..9u8).prop_map(|(least, most)| format!("{{type: string, minLength: {least}, maxLength: {most}}}")),
        (0..9u8).prop_map(|most| format!("{{type: [integer, \"null\"], exclusiveMaximum: {most}}}")),
        prop::collection::btree_set("[a-c]", 1..3)
            .prop_map(|values| format!("{{enum: [{}]}}", values.into_iter().collect::<Vec<_>>().join(", "))),
        Just("{const: a, default: a}".to_owned()),
        Just("{type: string, pattern: '^a', format: date, deprecated: true, x-sunset: '2027-01-01'}".to_owned()),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        let list = || prop::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            (list(), any::<bool>(), any::<bool>()).prop_map(|(properties, required, closed)| {
                let mut text = "{type: object, properties: {".to_owned();
                for (index, schema) in properties.iter().enumerate() {
                    write!(text, "p{index}: {schema}, ").unwrap();
                }
                let required = if required { ", required: [p0]" } else { "" };
                let closed = if closed { ", additionalProperties: false" } else { "" };
                format!("{text}}}{required}{closed}}}")
            }),
            (prop::sample::select(vec!["allOf", "oneOf", "anyOf", "prefixItems"]), list())
                .prop_map(|(keyword, members)| format!("{{{keyword}: [{}]}}", members.join(", "))),
            (
                prop::sample::select(vec![
                    "items",
                    "contains",
                    "not",
                    "additionalProperties",
                    "propertyNames",
                    "if",
                    "then",
                    "else",
                    "unevaluatedProperties",
                    "unevaluatedItems",
                    "contentSchema",
                ]),
                inner.clone()
            )
                .prop_map(|(keyword, schema)| format!("{{{keyword}: {schema}}}")),
        ]
    })
}

fn document() -> impl Strategy<Value = String> {
    let parts = (prop::collection::vec(schema(), 4), schema(), schema(), schema(), any::<[bool; 4]>());
    parts.prop_map(|(components, parameter, sent, received, flags)| {
        let mut text = "openapi: 3.1.0\ninfo: {title: T, version: 1.0.0}\npaths:\n  /a/{x}:\n    post:\n".to_owned();
        if flags[0] {
            text.push_str("      security: [{key: []}]\n");
        }
        if flags[1] {
            text.push_str("      deprecated: true\n      tags: [t]\n      operationId: o\n");
        }
        write!(
            text,
            "      parameters:\n        - {{name: x, in: path, required: true, schema: {{type: string}}}}\n        - {{name: q, in: \
             query, required: {}, schema: {parameter}}}\n      requestBody: {{required: {}, content: {{application/json: \
             {{schema: {sent}}}}}}}\n      responses:\n        \"200\": {{description: ok, content: {{application/json: \
             {{schema: {received}}}}}}}\ncomponents:\n  securitySchemes: {{key: {{type: apiKey, in: header, name: X}}}}\n  \
             schemas:\n",
            flags[2], flags[3]
        )
        .unwrap();
        for (index, schema) in components.iter().enumerate() {
            writeln!(text, "    S{index}: {schema}").unwrap();
        }
        text
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn a_document_and_itself_have_no_changes(text in document()) {
        let output = diff(&text, &text, &[]);

        prop_assert_eq!(lines(&output), Vec::<String>::new(), "{}", text);
        prop_assert_eq!((output.breaking, output.risky, output.safe), (0, 0, 0));
    }

    #[test]
    fn two_documents_have_the_same_changes_whenever_they_are_asked_for(one in document(), other in document()) {
        let first = serde_json::to_string(&diff(&one, &other, &[])).unwrap();
        let second = serde_json::to_string(&diff(&one, &other, &[])).unwrap();

        prop_assert_eq!(first, second);
    }

    #[test]
    fn a_text_that_was_cut_or_altered_ends_in_an_answer(text in document(), at in any::<prop::sample::Index>(), with in "[ -~]{0,6}") {
        let at = at.index(text.len());
        let mut altered = text.clone();
        if altered.is_char_boundary(at) {
            altered.replace_range(at..(at + 3).min(text.len()), &with);
        }
        let input = Input { base: text.clone(), revision: altered, options: CheckOptions::default() };

        // An error that says what is wrong is an answer, too.
        let _ = DiffOpenapi.call(input, &context());
    }
}

/// Whatever there is many of, on both sides and with nothing in common: comparing each with each would take minutes.
#[test]
fn many_of_everything_are_compared_in_time() {
    let document = |name: &str| {
        let many = |count: usize, one: &dyn Fn(usize) -> String| -> String {
            (0..count).map(|index| format!("{}, ", one(index))).collect()
        };
        format!(
            "openapi: 3.1.0\ninfo: {{title: T, version: 1.0.0}}\nservers: [{}]\npaths:\n  /a:\n    post:\n      tags: [{}]\n      parameters: \
             [{}]\n      requestBody: {{content: {{{}}}}}\n      responses: {{{}}}\n{}components:\n  schemas: {{S: {{oneOf: [{}], discriminator: \
             {{propertyName: p, mapping: {{{}}}}}, properties: {{{}}}}}}}\n",
            many(10_000, &|index| format!("{{url: 'https://{name}{index}.example'}}")),
            many(10_000, &|index| format!("{name}{index}")),
            many(10_000, &|index| format!("{{name: {name}{index}, in: query, schema: {{type: string}}}}")),
            many(10_000, &|index| format!("'{name}/{index}': {{schema: {{$ref: '#/components/schemas/S'}}}}")),
            many(800, &|index| format!(
                "'{}': {{description: d, headers: {{{name}{index}: {{schema: {{}}}}}}}}",
                100 + index
            )),
            (0..10_000)
                .map(|index| format!("  /{name}{index}: {{get: {{operationId: {name}{index}, responses: {{}}}}}}\n"))
                .collect::<String>(),
            many(5_000, &|index| format!("{{type: object, title: {name}{index}, required: [{name}{index}]}}")),
            many(5_000, &|index| format!("{name}{index}: x{index}")),
            many(5_000, &|index| format!("{name}{index}: {{type: string}}")),
        )
    };

    let output = diff(&document("x"), &document("y"), &["openapi/removed-operation"]);

    assert_eq!(output.report.findings.iter().map(|finding| finding.count.unwrap_or(1)).sum::<usize>(), 10_000);
}
