//! Where findings of the lints stand, and that one mistake is one finding.
#![allow(clippy::expect_used, clippy::panic, reason = "tests")]

mod support;

const HEAD: &str = "info: {title: t, version: '1'}\n";

/// `line:column` and message of what one rule finds.
fn found(version: &str, rest: &str, rule: &str) -> Vec<String> {
    let output = support::select(&format!("openapi: {version}\n{HEAD}{rest}"), rule);
    let findings = output.report.findings.iter();
    let place = |line: u32, column: u32, message: &str| format!("{line}:{column} {message}");
    findings.map(|finding| place(finding.location.line, finding.location.column, &finding.message)).collect()
}

#[test]
fn a_wrong_example_is_told_once_at_what_holds_all_its_faults() {
    let schema = "components:\n  schemas:\n    A:\n      properties: {n: {type: integer}, m: {type: integer}}\n";

    let both = found(
        "3.1.0",
        &format!("{schema}      example:\n        n: a\n        m: b\n"),
        "openapi/invalid-schema-example",
    );
    let one = found(
        "3.1.0",
        &format!("{schema}      example:\n        n: a\n        m: 1\n"),
        "openapi/invalid-schema-example",
    );

    assert_eq!(both.len(), 1, "{both:?}");
    assert!(both[0].starts_with("8:9 ") && both[0].ends_with(" (more than once)"), "{both:?}");
    assert_eq!(one.len(), 1, "{one:?}");
    assert!(one[0].starts_with("8:12 "), "{one:?}");
}

#[test]
fn an_example_beside_a_schema_is_another_rule_than_one_in_it() {
    let rest = "components:\n  parameters:\n    p:\n      name: p\n      in: query\n      example: a\n      schema:\n        \
                type: integer\n        example: b\n";

    assert!(found("3.1.0", rest, "spectral:oas3-valid-media-example")[0].starts_with("8:16 "));
    assert!(found("3.1.0", rest, "spectral:oas3-valid-schema-example")[0].starts_with("11:18 "));
}

#[test]
fn repeated_values_of_an_enum_are_told_once() {
    let rest = "components:\n  schemas:\n    A:\n      enum: [a, b, a, b]\n";

    let repeated = found("3.1.0", rest, "openapi/duplicate-enum-value");

    assert_eq!(repeated, ["6:7 the value \"a\" stands in `enum` twice, and 1 more repeat others"]);
}

#[test]
fn components_of_a_library_are_not_unused_and_those_of_a_user_are() {
    let library =
        "paths: {}\ncomponents:\n  schemas:\n    A: {}\n    B: {allOf: [{$ref: '#/components/schemas/A'}]}\n";
    let user = format!("x-uses:\n  $ref: '#/components/schemas/B'\n{library}    C: {{}}\n");

    assert!(found("3.1.0", library, "openapi/unused-component").is_empty());
    assert_eq!(found("3.1.0", &user, "openapi/unused-component").len(), 1);
}

#[test]
fn operators_of_rfc_6570_are_no_part_of_a_variable() {
    let rest = "paths:\n  /a/{;b*}:\n    get:\n      parameters:\n        - {name: b, in: path, required: true, schema: {}}\n      \
                responses: {}\n";

    assert!(found("3.1.0", rest, "spectral:path-params").is_empty());
}

#[test]
fn what_stands_beside_a_reference_of_a_path_item_may_be_dropped_and_data_is_left_alone() {
    let path_item = "paths:\n  /a:\n    $ref: '#/paths/~1b'\n    get: {responses: {}}\n  /b: {}\n";
    let data = "paths: {}\ncomponents:\n  schemas:\n    A:\n      example: {$ref: '#/x', more: 1}\n";

    let beside = found("3.0.3", path_item, "openapi/reference-siblings");

    assert_eq!(beside.len(), 1, "{beside:?}");
    assert!(beside[0].starts_with("6:5 "), "{beside:?}");
    assert!(found("3.1.0", path_item, "openapi/reference-siblings").is_empty());
    assert!(found("3.0.3", data, "openapi/reference-siblings").is_empty());
}

#[test]
fn a_misspelt_variable_of_a_server_is_one_mistake_and_an_unused_one_another() {
    let server =
        |variables: &str| format!("servers:\n  - url: https://{{region}}.a\n    variables:\n      {variables}\n");

    let misspelt = found("3.1.0", &server("regoin: {default: eu}"), "openapi/server-variable");
    let unused =
        found("3.1.0", &server("region: {default: eu}\n      port: {default: '1'}"), "openapi/server-variable");
    let none = found("3.0.3", &server("region: {default: eu, enum: []}"), "openapi/server-variable");

    assert_eq!(misspelt, ["5:5 the address has `{region}`, but no variable `region` is declared"]);
    assert_eq!(unused, ["7:7 the variable `port` is declared, but the address has no `{port}`"]);
    assert_eq!(none, ["6:25 the default `eu` is not among the values of `enum`"]);
}

#[test]
fn an_interface_without_servers_is_told_and_a_library_needs_none() {
    assert_eq!(
        found("3.1.0", "servers: []\npaths: {}\n", "openapi/no-servers"),
        ["3:1 the document names no server"]
    );
    assert_eq!(found("3.1.0", "paths: {}\n", "openapi/no-servers"), ["1:1 the document names no server"]);
    assert!(found("3.1.0", "paths: {}\ncomponents: {schemas: {}}\n", "openapi/no-servers").is_empty());
}
