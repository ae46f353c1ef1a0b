//! What the rules about schemas, examples and texts find in each version, and what they leave alone.
#![allow(clippy::expect_used, clippy::panic, reason = "tests")]

mod support;

/// A document with these lines as the schemas among its components.
fn with_schemas(version: &str, schemas: &str) -> String {
    format!("openapi: {version}\ninfo: {{title: t, version: '1'}}\npaths: {{}}\ncomponents:\n  schemas:\n{schemas}")
}

/// The subjects of what a rule finds, without what all of them begin with.
fn subjects(text: &str, rule: &str) -> Vec<String> {
    let output = support::select(text, rule);
    let all = output.report.findings.iter().flat_map(|finding| {
        let more = finding.related.iter().filter(|_| finding.count.is_some()).map(|place| place.message.clone());
        std::iter::once(finding.subject.clone()).chain(more)
    });
    all.map(|subject| subject.replace("#/components/schemas/", "")).collect()
}

#[test]
fn a_null_that_the_list_leaves_out_is_found_in_every_version() {
    let old =
        "    A: {type: string, nullable: true, enum: [a]}\n    B: {type: string, nullable: true, enum: [a, null]}\n";
    let new = "    A: {type: [string, 'null'], enum: [a]}\n    B: {type: string, nullable: true, enum: [a]}\n";

    for version in ["3.1.0", "3.2.0"] {
        assert_eq!(subjects(&with_schemas(version, new), "openapi/nullable-enum"), ["A"], "{version}");
    }
    assert_eq!(subjects(&with_schemas("3.0.3", old), "openapi/nullable-enum"), ["A"]);
}

#[test]
fn bounds_that_exclude_the_value_they_meet_at_are_an_empty_range() {
    let old = "    A: {type: number, minimum: 1, maximum: 1, exclusiveMinimum: true}\n    B: {type: number, minimum: 1, \
               maximum: 1}\n    C: {type: string, minLength: 3, maxLength: 2}\n";
    let new = "    A: {type: number, minimum: 1, exclusiveMaximum: 1}\n    B: {type: number, exclusiveMinimum: 0, \
               exclusiveMaximum: 1}\n    C: {type: number, exclusiveMinimum: 2, maximum: 1}\n";

    assert_eq!(subjects(&with_schemas("3.0.3", old), "openapi/empty-range"), ["A", "C"]);
    assert_eq!(subjects(&with_schemas("3.2.0", new), "openapi/empty-range"), ["A", "C"]);
}

#[test]
fn parts_that_exclude_each_other_are_found_through_references() {
    let schemas = "    Text: {type: string, maxLength: 3}\n    Long: {type: string, minLength: 5}\n    A: {allOf: [{$ref: \
                   '#/components/schemas/Text'}, {$ref: '#/components/schemas/Long'}]}\n    B: {allOf: [{type: \
                   integer}, {type: number}]}\n    C: {allOf: [{enum: [a, b]}, {enum: [c]}]}\n    D: {allOf: [{type: \
                   object, additionalProperties: false, properties: {a: {}}}, {type: object, required: [b]}]}\n    E: \
                   {allOf: [{additionalProperties: false, properties: {a: {}}}, {required: [b]}]}\n";

    assert_eq!(subjects(&with_schemas("3.0.3", schemas), "openapi/unsatisfiable-schema"), ["A", "C", "D"]);
}

#[test]
fn parts_that_leave_null_are_not_at_odds() {
    let schemas = "    A: {allOf: [{type: [string, 'null']}, {type: [integer, 'null']}]}\n    B: {allOf: [{type: \
                   [string, 'null'], minLength: 5}, {maxLength: 3}]}\n";

    assert_eq!(subjects(&with_schemas("3.1.0", schemas), "openapi/unsatisfiable-schema"), Vec::<String>::new());
}

#[test]
fn a_circle_of_parts_comes_to_an_end() {
    let schemas = "    A: {allOf: [{$ref: '#/components/schemas/B'}]}\n    B: {allOf: [{$ref: \
                   '#/components/schemas/A'}], discriminator: {propertyName: x}}\n";

    assert_eq!(subjects(&with_schemas("3.1.0", schemas), "openapi/unsatisfiable-schema"), Vec::<String>::new());
    assert_eq!(subjects(&with_schemas("3.1.0", schemas), "openapi/discriminator-property"), ["B", "B"]);
}

#[test]
fn a_mapping_is_followed_by_pointer_and_by_name() {
    let schemas = "    Cat: {type: object, required: [kind], properties: {kind: {type: string}}}\n    Dog: {type: \
                   object, required: [kind], properties: {kind: {type: string}}}\n    Car: {type: object}\n    A:\n      \
                   oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]\n      \
                   discriminator: {propertyName: kind, mapping: {a: Cat, b: '#/components/schemas/Dgo', c: Car, d: \
                   ./other.yaml}}\n";

    let found = support::select(&with_schemas("3.0.3", schemas), "openapi/discriminator-mapping");

    let messages: Vec<&str> = found.report.findings.iter().map(|finding| finding.message.as_str()).collect();
    let expected = [
        "`#/components/schemas/Dgo` leads to no schema",
        "the mapping leads to a schema that is none of the alternatives",
    ];
    assert_eq!(messages, expected);
    assert_eq!(found.report.findings[0].help.as_deref(), Some("Did you mean `Dog`?"));
}

#[test]
fn keywords_of_another_type_are_told_by_all_types_of_the_schema() {
    let schemas = "    A: {type: [string, integer], maxLength: 3, maximum: 3}\n    B: {type: [string, 'null'], maximum: \
                   3}\n    C: {maxLength: 3}\n    D: {type: object, items: {}}\n";

    assert_eq!(subjects(&with_schemas("3.1.0", schemas), "openapi/keyword-of-other-type"), ["B", "D"]);
}

#[test]
fn formats_that_say_the_same_to_everybody_are_judged_and_others_are_not() {
    let schemas = "    A: {type: string, format: date, example: yesterday}\n    B: {type: string, format: date-time, \
                   example: '2024-05-01T10:00:00Z'}\n    C: {type: string, format: phone, example: x}\n    D: {type: \
                   string, format: uuid, default: x}\n";
    let text = with_schemas("3.0.3", schemas);

    assert_eq!(subjects(&text, "openapi/invalid-schema-example"), ["A/example"]);
    assert_eq!(subjects(&text, "openapi/invalid-default"), ["D/default"]);
}

#[test]
fn a_secret_is_found_wherever_an_example_stands_and_never_repeated() {
    let secret = ["AKIA", "Q3ZLR7XW2MN5TB6C"].concat();
    let text = format!(
        "openapi: 3.1.0\ninfo: {{title: t, version: '1'}}\npaths:\n  /a:\n    post:\n      operationId: a\n      \
         parameters:\n        - {{name: p, in: query, schema: {{type: string}}, example: {secret}}}\n      \
         requestBody:\n        content:\n          application/json:\n            examples:\n              one:\n                \
         value: {{keys: [{{key: {secret}}}]}}\n      responses:\n        default: {{description: d}}\ncomponents:\n  \
         schemas:\n    A: {{type: string, examples: [{secret}]}}\n    B: {{type: string, default: {secret}}}\n"
    );

    let output = support::select(&text, "openapi/secret-in-example");

    let finding = output.report.findings.first().expect("it is found");
    assert_eq!(finding.count, Some(4), "{}", support::lines(&output));
    let answer = serde_json::to_string(&output).expect("it is JSON");
    assert!(!answer.contains(&secret), "{answer}");
}

#[test]
fn only_a_call_of_its_own_and_a_tag_outside_of_code_is_active() {
    let schemas = "    A: {type: string, description: The retrieval(s) of it}\n    B: {type: string, description: 'Run \
                   eval(x)'}\n    C: {type: string, description: 'Write `<script>` for it'}\n    D: {type: string, \
                   title: 'A <SCRIPT src=x>'}\n    E: {type: string, description: '[go](javascript:run)'}\n";
    let text = with_schemas("3.1.0", schemas);

    assert_eq!(subjects(&text, "spectral:no-eval-in-markdown"), ["B/description"]);
    assert_eq!(subjects(&text, "spectral:no-script-tags-in-markdown"), ["D/title", "E/description"]);
}

#[test]
fn properties_that_only_look_alike_are_told_from_those_that_differ_on_purpose() {
    let schemas = "    A: {type: object, properties: {userId: {}, user_id: {}}}\n    B: {type: object, properties: {id: \
                   {}, _id: {}}}\n    C: {type: object, properties: {URL: {}, url: {}}}\n";

    assert_eq!(subjects(&with_schemas("3.0.3", schemas), "openapi/properties-differ-by-case"), ["A", "C"]);
}
