//! The edges of lints: what they leave alone, and where their findings stand.
#![allow(clippy::panic, clippy::format_push_string, reason = "tests")]

mod support;

use support::{HEAD, found, schemas};

#[test]
fn only_circles_that_cannot_end_are_infinite() {
    let endless = schemas(
        "    A: {type: object, required: [b], properties: {b: {$ref: '#/components/schemas/B'}}}
    B: {type: object, required: [list], properties: {list: {type: array, minItems: 1, items: {$ref: '#/components/schemas/A'}}}}
    C: {allOf: [{$ref: '#/components/schemas/D'}]}
    D: {type: object, required: [c], properties: {c: {$ref: '#/components/schemas/C'}}}
    E: {type: object, required: [a], properties: {a: {$ref: '#/components/schemas/A'}}}
",
    );
    let ending = schemas(
        "    A: {type: object, required: [b], properties: {b: {type: [object, 'null'], required: [a], properties: {a: {$ref: '#/components/schemas/A'}}}}}
    B: {type: object, required: [list], properties: {list: {type: array, items: {$ref: '#/components/schemas/B'}}}}
    C: {type: object, required: [c], properties: {c: {oneOf: [{type: string}, {$ref: '#/components/schemas/C'}]}}}
    D: {type: object, properties: {d: {$ref: '#/components/schemas/D'}}}
    E: {required: [e], properties: {e: {$ref: '#/components/schemas/E'}}}
",
    );

    assert_eq!(
        found("openapi/infinite-schema", &endless),
        ["5:5 #/components/schemas/A", "7:5 #/components/schemas/C"]
    );
    assert_eq!(found("openapi/infinite-schema", &ending), [""; 0]);
}

#[test]
fn a_nullable_schema_of_3_0_ends() {
    let text = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    A: {type: object, \
                nullable: true, required: [a], properties: {a: {$ref: '#/components/schemas/A'}}}\n";

    assert_eq!(found("openapi/infinite-schema", text), [""; 0]);
    assert_eq!(found("openapi/infinite-schema", &text.replace("nullable: true, ", "")).len(), 1);
}

#[test]
fn references_in_examples_are_told_from_references_to_examples() {
    let text = format!(
        "{HEAD}components:
  schemas:
    A: {{type: object, example: {{$ref: '#/x'}}, properties: {{example: {{$ref: '#/components/schemas/B'}}}}}}
    B: {{examples: [{{a: {{$ref: '#/y'}}}}]}}
    C: {{default: {{$ref: '#/z'}}}}
  examples:
    D: {{$ref: '#/components/examples/E'}}
    E: {{value: [{{$ref: '#/w'}}]}}
"
    );

    assert_eq!(
        found("openapi/reference-in-example", &text),
        ["5:39 #/components/schemas/A", "6:31 #/components/schemas/B", "10:24 #/components/examples/E"]
    );
}

#[test]
fn a_query_is_shared_across_references_and_levels() {
    let text = "openapi: 3.2.0
info: {title: t, version: '1'}
paths:
  /a:
    parameters:
      - {name: p, in: query, schema: {}}
    get:
      parameters: [{$ref: '#/components/parameters/Whole'}]
      responses: {'200': {description: d}}
    post:
      responses: {'200': {description: d}}
  /b:
    parameters:
      - $ref: '#/components/parameters/Whole'
      - {name: other, in: querystring, content: {a/b: {}}}
    get:
      responses: {'200': {description: d}}
components:
  parameters:
    Whole: {name: w, in: querystring, content: {a/b: {}}}
";

    assert_eq!(found("openapi/shared-query", text), ["8:20 GET /a", "15:9 #/paths/~1b/parameters/1"]);
}

#[test]
fn paths_are_ambiguous_only_when_a_method_meets() {
    let text = |method: &str| {
        let variable = |name: &str| format!("parameters: [{{name: {name}, in: path, required: true, schema: {{}}}}]");
        format!(
            "{HEAD}paths:\n  /{{a}}/x:\n    {}\n    get: {{responses: {{}}}}\n  /y/{{b}}:\n    {}\n    {method}: {{responses: {{}}}}\n",
            variable("a"),
            variable("b")
        )
    };

    assert_eq!(found("openapi/ambiguous-paths", &text("get")), ["7:3 /y/{b} and /{a}/x"]);
    assert_eq!(found("openapi/ambiguous-paths", &text("post")), [""; 0]);
}

#[test]
fn paths_at_other_servers_and_words_beside_numbers_are_told_apart() {
    let text = |kind: &str, servers: &str| {
        format!(
            "{HEAD}servers: [{{url: https://a.example.org}}]
paths:
  /files/{{id}}/lines:
    get:
      parameters: [{{name: id, in: path, required: true, schema: {{type: {kind}}}}}]
      responses: {{}}
  /files/uploads/{{part}}:
    get:
      {servers}parameters: [{{name: part, in: path, required: true, schema: {{type: string}}}}]
      responses: {{}}
"
        )
    };
    let count = |kind: &str, servers: &str| found("openapi/ambiguous-paths", &text(kind, servers)).len();

    assert_eq!(count("string", ""), 1);
    assert_eq!(count("integer", ""), 0);
    assert_eq!(count("string", "servers: [{url: https://b.example.org}]\n      "), 0);
}

#[test]
fn codes_and_dates_have_no_way_of_writing() {
    let text = |last: &str| {
        schemas(&format!(
            "    A: {{enum: [not_paid, sent_out, sent_back, given_up, in_part, EUR, '2024-05-01', 'a b', {last}]}}\n"
        ))
    };

    assert_eq!(found("openapi/enum-casing", &text("on_hold")), [""; 0]);
    assert_eq!(found("openapi/enum-casing", &text("onHold")).len(), 1);
}

#[test]
fn addresses_are_judged_with_each_value_of_their_variables() {
    let text = format!(
        "{HEAD}servers:
  - url: https://a.example.org:{{port}}
    variables: {{port: {{default: '443', enum: ['443', https]}}}}
  - url: https://{{a}}.example.org/{{b
  - url: https://{{region}}.example.org
    variables: {{region: {{default: eu}}, unused: {{default: x}}}}
  - url: /v1
  - url: '{{scheme}}://b.example.org'
    variables: {{scheme: {{default: https}}}}
paths: {{}}
"
    );

    assert_eq!(found("openapi/invalid-server-url", &text), ["5:5 #/servers/0", "6:10 #/servers/1"]);
    assert_eq!(found("openapi/server-variable", &text), ["6:5 #/servers/1", "8:40 #/servers/2/variables/unused"]);
}

#[test]
fn a_tag_is_used_by_the_tags_below_it() {
    let text = "openapi: 3.2.0
info: {title: t, version: '1'}
tags: [{name: a}, {name: b, parent: a}, {name: c, parent: x}, {name: d, parent: d}]
paths: {/a: {get: {tags: [b], responses: {'200': {description: d}}}}}
";

    assert_eq!(found("openapi/unused-tag", text), ["3:48 #/tags/2"]);
    assert_eq!(found("openapi/invalid-tag-parent", text), ["3:59 #/tags/2", "3:81 #/tags/3"]);
}

#[test]
fn bodies_and_forms_of_swagger_are_judged_with_the_parameters_of_the_path() {
    let text = "swagger: '2.0'
info: {title: t, version: '1'}
consumes: [application/json]
paths:
  /a:
    parameters:
      - {name: f, in: formData, type: string}
    post:
      parameters:
        - {name: b, in: body, schema: {}}
        - {name: c, in: body, schema: {}}
      responses: {'200': {description: d}}
    put:
      consumes: [multipart/form-data]
      responses: {'200': {description: d}}
";

    assert_eq!(found("openapi/several-bodies", text), ["9:7 POST /a", "11:11 POST /a"]);
    assert_eq!(found("openapi/form-data-without-form", text), ["8:5 POST /a"]);
}

#[test]
fn a_default_that_others_share_does_not_belong_to_the_parameter() {
    let text = format!(
        "{HEAD}components:
  parameters:
    a: {{name: a, in: query, required: true, schema: {{$ref: '#/components/schemas/S'}}}}
    b: {{name: b, in: query, required: true, schema: {{default: 1}}}}
    c: {{name: c, in: query, schema: {{default: 1}}}}
  schemas:
    S: {{default: 1}}
"
    );

    assert_eq!(found("openapi/default-of-required-parameter", &text), ["6:54 #/components/parameters/b"]);
}

#[test]
fn a_deprecation_is_explained_in_several_ways() {
    let operation = |name: &str, more: &str| {
        format!("  /{name}: {{get: {{deprecated: true, {more}responses: {{'200': {{description: d}}}}}}}}\n")
    };
    let text = format!(
        "{HEAD}paths:\n{}{}{}{}{}",
        operation("a", ""),
        operation("b", "description: Use c., "),
        operation("c", "x-sunset: 2030-01-01, "),
        operation("d", "summary: Use c instead, "),
        operation("e", "").replace("description: d}", "description: d, headers: {Sunset: {schema: {}}}}"),
    );

    assert_eq!(found("openapi/unexplained-deprecation", &text), ["4:14 GET /a"]);
}

#[test]
fn components_of_several_files_share_no_name() {
    use std::sync::Arc;

    use architect_core::{CheckOptions, DocumentInput, MemoryFiles, Tool};
    use architect_openapi::tool::validate_openapi::{Input, ValidateOpenapi};

    let root = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\ncomponents:\n  schemas:\n    Order: {type: object, \
                properties: {a: {$ref: 'parts.yaml#/defs/Order'}, b: {$ref: 'Line.yaml'}, c: {$ref: 'parts.yaml#/defs/Line'}}}\n";
    let files = [
        ("api.yaml", root),
        ("parts.yaml", "defs:\n  Order: {type: string}\n  Line: {type: string}\n"),
        ("Line.yaml", "type: string\n"),
    ];
    let context = support::context().with_files(Arc::new(MemoryFiles::new(files)));
    let options =
        CheckOptions { select: vec!["openapi/component-name-shared".to_owned()], ..CheckOptions::default() };
    let document = DocumentInput { path: Some("api.yaml".to_owned()), content: None };
    let input = Input { document, options, ..Input::default() };

    let report = ValidateOpenapi.call(input, &context).map(|output| output.report);

    let places: Vec<String> = report
        .iter()
        .flat_map(|report| &report.findings)
        .map(|finding| format!("{}:{}", finding.location.source, finding.location.line))
        .collect();
    assert_eq!(places, ["parts.yaml:2", "parts.yaml:3"]);
}

#[test]
fn servers_of_all_webhooks_are_told_from_a_webhook_called_servers() {
    let text = |value: &str| format!("{HEAD}webhooks:\n  servers: {value}\n");

    assert_eq!(found("openapi/server-in-webhook", &text("[]")), ["4:3 #/webhooks/servers"]);
    assert_eq!(found("openapi/server-in-webhook", &text("{post: {responses: {}}}")), [""; 0]);
}

#[test]
fn an_address_is_not_broken_by_a_variable_without_a_value() {
    let text = format!("{HEAD}servers:\n  - url: '{{scheme}}://example.org:{{port}}/{{base}}'\npaths: {{}}\n");

    assert_eq!(found("openapi/invalid-server-url", &text), [""; 0]);
    assert_eq!(found("openapi/invalid-server-url", &text.replace("example", "ex ample")).len(), 1);
}

#[test]
fn protocols_that_do_not_encrypt_are_named() {
    let server = |url: &str| {
        support::select(&format!("{HEAD}servers: [{{url: '{url}'}}]\npaths: {{}}\n"), "openapi/server-over-http")
    };
    let message = |url: &str| server(url).report.findings.first().map(|finding| finding.message.clone());

    for (url, protocol) in [("HTTP", "plain HTTP"), ("ws", "plain WebSocket"), ("ftp", "FTP")] {
        let url = format!("{url}://example.org/v1");
        assert_eq!(message(&url), Some(format!("the server `{url}` is reached over {protocol}")));
    }
    for url in ["https://example.org", "wss://example.org", "ws://localhost", "/v1", "mailto:a@example.org"] {
        assert_eq!(message(url), None, "{url}");
    }
}

#[test]
fn an_empty_list_of_tags_is_none() {
    assert_eq!(found("openapi/no-tags", &format!("{HEAD}tags: []\npaths: {{}}\n")), ["3:1 #/tags"]);
    assert_eq!(found("openapi/no-tags", &format!("{HEAD}paths: {{}}\n")), ["1:1 #/tags"]);
    assert_eq!(found("openapi/no-tags", &format!("{HEAD}paths: {{}}\ncomponents: {{schemas: {{}}}}\n")), [""; 0]);
}

#[test]
fn a_schema_that_says_what_an_array_holds_in_any_way_is_no_array_of_anything() {
    let text = schemas(
        "    A: {type: array}
    B: {type: array, prefixItems: [{type: string}]}
    C: {type: array, allOf: [{$ref: '#/components/schemas/B'}]}
    D: {type: [array, 'null']}
    E: {type: array, items: {}}
",
    );

    assert_eq!(found("openapi/array-of-anything", &text), ["5:5 #/components/schemas/A"]);
    assert_eq!(found("openapi/array-of-anything", &text.replace("3.1.0", "3.0.3")), [""; 0]);
}

#[test]
fn who_extends_a_schema_with_a_discriminator_is_used_by_name() {
    let text = schemas(
        "    A: {type: object, discriminator: {propertyName: kind}}
    B: {allOf: [{$ref: '#/components/schemas/A'}]}
    C: {allOf: [{$ref: '#/components/schemas/B'}]}
    D: {allOf: [{$ref: '#/components/schemas/E'}]}
    E: {type: object}
",
    ) + "paths: {/a: {get: {responses: {200: {description: d}}}}}\n";

    assert_eq!(found("openapi/unused-component", &text), ["8:5 #/components/schemas/D"]);
}

#[test]
fn a_text_beside_a_schema_is_held_against_the_texts_that_it_lists() {
    let text = |schema: &str| format!("{HEAD}components: {{headers: {{X: {{schema: {schema}, example: ''}}}}}}\n");

    assert_eq!(found("openapi/invalid-example", &text("{enum: [a, b]}")).len(), 1);
    assert_eq!(found("openapi/invalid-example", &text("{enum: [a, 1]}")), [""; 0]);
}

#[test]
fn what_stands_beside_a_reference_at_the_root_is_read() {
    let text = "openapi: 3.0.3\n$ref: '#/'\ninfo: {title: t, version: '1'}\npaths: {}\ncomponents: {schemas: {A: {type: array}}}\n";

    assert_eq!(found("openapi/array-without-items", text), ["5:24 #/components/schemas/A"]);
    assert_eq!(found("openapi/misplaced-reference", text).len(), 1);
    assert_eq!(found("openapi/unknown-field", text), [""; 0]);
}
