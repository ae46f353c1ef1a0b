//! What the tables and conditions hold a document against, one by one.

mod support;

const HEAD: &str = "info: {title: t, version: '1'}\npaths: {}\n";

/// The rules and messages of a document of a version.
fn faults(version: &str, rest: &str) -> String {
    let output = support::structure(&format!("openapi: {version}\n{HEAD}{rest}"));
    let messages = output.report.findings.iter().map(|finding| format!("{}: {}", finding.rule, finding.message));
    messages.collect::<Vec<_>>().join("\n")
}

#[test]
fn responses_are_required_in_3_0_and_optional_from_3_1_on() {
    let rest = "x-p: &p {get: {}}\ncomponents:\n  callbacks:\n    c:\n      '{$url}': *p\n";

    assert_eq!(
        faults("3.0.3", rest),
        "openapi/missing-field: the Operation Object has no `responses`, which is required"
    );
    assert_eq!(faults("3.1.0", rest), "");
    assert_eq!(faults("3.2.0", rest), "");
}

#[test]
fn the_description_of_a_response_is_optional_from_3_2_on() {
    let rest = "components: {responses: {r: {}}}\n";

    assert_eq!(
        faults("3.1.0", rest),
        "openapi/missing-field: the Response Object has no `description`, which is required"
    );
    assert_eq!(faults("3.2.0", rest), "");
}

#[test]
fn a_boolean_is_a_schema_from_3_1_on() {
    let rest = "components: {schemas: {s: {properties: {a: true}}}}\n";

    assert_eq!(faults("3.0.3", rest), "openapi/wrong-type: `a` must be a Schema Object, but is a boolean");
    assert_eq!(faults("3.1.0", rest), "");
}

#[test]
fn keywords_of_json_schema_are_of_a_later_version_in_3_0() {
    let rest = "components: {schemas: {s: {const: 1, type: string}, t: {type: [string, 'null']}}}\n";

    assert_eq!(
        faults("3.0.3", rest),
        "openapi/field-of-later-version: `const` of the Schema Object came with OpenAPI 3.1, but the document is 3.0\n\
         openapi/wrong-type: `type` must be a string, but is a list"
    );
    assert_eq!(faults("3.1.0", rest), "");
}

#[test]
fn exclusive_bounds_are_flags_in_3_0_and_numbers_from_3_1_on() {
    let rest = |value: &str| format!("components: {{schemas: {{s: {{exclusiveMinimum: {value}}}}}}}\n");

    assert_eq!(faults("3.0.3", &rest("true")), "");
    assert_eq!(
        faults("3.0.3", &rest("1")),
        "openapi/wrong-type: `exclusiveMinimum` must be a boolean, but is a number"
    );
    assert_eq!(faults("3.1.0", &rest("1")), "");
    assert_eq!(
        faults("3.1.0", &rest("true")),
        "openapi/wrong-type: `exclusiveMinimum` must be a number, but is a boolean"
    );
}

#[test]
fn own_keywords_are_legal_in_schemas_from_3_1_on_and_nowhere_else() {
    let rest = "components: {schemas: {s: {unit: metre}}}\n";

    assert_eq!(faults("3.0.3", rest), "openapi/unknown-field: `unit` is no field of the Schema Object");
    assert_eq!(faults("3.1.0", rest), "");
}

#[test]
fn siblings_of_a_reference_count_in_schemas_from_3_1_on() {
    let rest = "components: {schemas: {s: {$ref: '#/components/schemas/t', nullable: true, minLength: 1}, t: {}}}\n";

    assert_eq!(
        faults("3.0.3", rest),
        "openapi/reference-siblings: `nullable` beside `$ref` is ignored\n\
         openapi/reference-siblings: `minLength` beside `$ref` is ignored"
    );
    assert_eq!(
        faults("3.1.0", rest),
        "openapi/dropped-keyword: `nullable` has no effect in schemas of OpenAPI 3.1 and later"
    );
}

#[test]
fn fields_of_3_2_are_of_a_later_version_in_3_1() {
    let rest = "tags: [{name: a, parent: b}]\ncomponents: {mediaTypes: {}}\n";

    assert_eq!(
        faults("3.1.0", rest),
        "openapi/field-of-later-version: `parent` of the Tag Object came with OpenAPI 3.2, but the document is 3.1\n\
         openapi/field-of-later-version: `mediaTypes` of the Components Object came with OpenAPI 3.2, but the document \
         is 3.1"
    );
    assert_eq!(faults("3.2.0", rest), "");
}

#[test]
fn a_header_is_a_parameter_without_name_and_place() {
    let rest = "components: {headers: {h: {name: h, in: header, schema: {}}}}\n";

    assert_eq!(
        faults("3.1.0", rest),
        "openapi/unknown-field: `name` is no field of the Header Object\n\
         openapi/unknown-field: `in` is no field of the Header Object"
    );
}

#[test]
fn a_security_scheme_has_the_fields_of_its_type() {
    let rest = "components: {securitySchemes: {a: {type: http, scheme: basic, bearerFormat: JWT, in: header}}}\n";

    assert_eq!(
        faults("3.1.0", rest),
        "openapi/invalid-key: `bearerFormat` has no meaning for the scheme `basic`\n\
         openapi/unknown-field: `in` is no field of the Security Scheme Object of type `http`"
    );
    assert_eq!(
        faults("3.0.3", "components: {securitySchemes: {a: {type: mutualTLS}}}\n"),
        "openapi/invalid-value: `type` is `mutualTLS`, which came with OpenAPI 3.1; this document is 3.0"
    );
}

#[test]
fn an_object_that_only_a_reference_reaches_is_examined_as_what_it_is_used_for() {
    let rest = "x-parts: {p: {name: p, in: query, schema: {}, requird: true}}\ncomponents: {parameters: {q: {$ref: '#/x-parts/p'}}}\n";

    assert_eq!(faults("3.1.0", rest), "openapi/unknown-field: `requird` is no field of the Parameter Object");
}

#[test]
fn a_property_may_be_called_like_a_keyword() {
    let rest = "components: {schemas: {s: {properties: {$ref: {type: string}, properties: {type: object}, x-y: {type: string}}}}}\n";

    assert_eq!(faults("3.0.3", rest), "");
    assert_eq!(faults("3.1.0", rest), "");
}

#[test]
fn a_component_with_a_dot_or_a_number_as_name_is_found() {
    let rest = "components: {schemas: {a.b-c_1: {}, 200: {}, s: {anyOf: [{$ref: '#/components/schemas/a.b-c_1'}, {$ref: '#/components/schemas/200'}]}}}\n";

    assert_eq!(faults("3.1.0", rest), "");
}

#[test]
fn an_anchor_of_a_schema_is_found() {
    let rest = "components: {schemas: {s: {$anchor: here}, t: {$ref: '#here'}, u: {$ref: '#there'}}}\n";

    assert_eq!(faults("3.1.0", rest), "openapi/unresolved-reference: the reference `#there` leads nowhere");
}

#[test]
fn positions_count_characters_and_lines_end_in_either_way() {
    let text = "openapi: 3.1.0\r\ninfo: {title: 'Größe 🦀', versoin: '1', version: '1'}\r\npaths: {}\r\n";

    let output = support::structure(text);

    let at = &output.report.findings[0].location;
    assert_eq!((at.line, at.column, at.end_column), (2, 26, 33), "{}", support::lines(&output));
}

#[test]
fn documents_with_every_object_are_clean() {
    for text in [include_str!("documents/whole-3.1.yaml"), include_str!("documents/whole-3.2.yaml")] {
        let output = support::structure(text);

        assert!(output.report.findings.is_empty(), "{}", support::lines(&output));
    }
}

#[test]
fn a_parameter_in_querystring_is_described_by_one_media_type() {
    let rest = "components:\n  parameters:\n    a: {name: a, in: querystring}\n    b: {name: b, in: querystring, content: {}, \
                allowEmptyValue: true}\n";

    assert_eq!(
        faults("3.2.0", rest),
        "openapi/missing-field: the Parameter Object has no `content`, which is required\n\
         openapi/invalid-value: `content` must hold exactly one media type, but holds 0\n\
         openapi/invalid-key: `allowEmptyValue` has no meaning for this parameter in `querystring`"
    );
}

#[test]
fn methods_of_3_2_are_tokens_and_names_in_a_path_are_not_empty() {
    let rest = "x-p: &p\n  /a/{b}:\n    parameters: [{name: '', in: path, required: true, schema: {}}]\n    \
                additionalOperations: {'CO PY': {}}\nwebhooks: *p\n";

    assert_eq!(
        faults("3.2.0", rest),
        "openapi/invalid-value: `name` is empty, which a name in a path cannot be\n\
         openapi/invalid-key: `CO PY` cannot be a method of HTTP"
    );
}

#[test]
fn keywords_of_a_dialect_that_is_not_read_are_a_gap() {
    let schemas = "components: {schemas: {a: {type: 1, nullable: true}}}\n";
    let own = "components:\n  schemas:\n    a: {$schema: 'http://json-schema.org/draft-07/schema#', type: 1}\n    \
               b: {type: 1, properties: {c: {$ref: '#/components/schemas/a/properties/d'}}}\n";
    let text = |rest: &str| format!("openapi: 3.1.0\n{HEAD}{rest}");

    let whole = support::structure(&text(&format!("jsonSchemaDialect: https://example.org/own\n{schemas}")));
    let one = support::structure(&text(own));
    let known = support::structure(&text(&format!(
        "jsonSchemaDialect: https://json-schema.org/draft/2020-12/schema\n{schemas}"
    )));

    insta::assert_snapshot!(support::lines(&whole), @"
    content (OpenAPI 3.1, 0 operations): no findings; 1 part was not examined, see gaps
    gap 4: schemas in a dialect that is not read, `https://example.org/own`: their keywords were not judged
    ");
    insta::assert_snapshot!(support::lines(&one), @"
    content (OpenAPI 3.1, 0 operations): 2 errors; 1 part was not examined, see gaps
    7:15 error openapi/wrong-type [#/components/schemas/b/type]: `type` must be a string or a list of strings, but is a number
    7:41 error openapi/unresolved-reference [#/components/schemas/b/properties/c/$ref]: the reference `#/components/schemas/a/properties/d` leads nowhere
    gap 6: schemas in a dialect that is not read, `http://json-schema.org/draft-07/schema#`: their keywords were not judged
    ");
    assert_eq!(known.report.findings.len(), 2, "{}", support::lines(&known));
}
