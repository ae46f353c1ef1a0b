//! Swagger 2.0: its objects, its words, and the rules that speak of both.

mod support;

const HEAD: &str = "swagger: '2.0'\ninfo: {title: t, version: '1'}\n";

fn faults(rest: &str) -> String {
    support::lines(&support::structure(&format!("{HEAD}{rest}")))
}

fn all(rest: &str) -> String {
    support::lines(&support::check(&format!("{HEAD}{rest}")))
}

/// Uses every object and most fields.
const WHOLE: &str = include_str!("documents/whole-2.0.yaml");

#[test]
fn a_whole_document_is_clean() {
    let lines = support::lines(&support::check(WHOLE));

    assert_eq!(lines, "content (Swagger 2.0, 3 operations): no findings\n");
}

#[test]
fn operations_parameters_and_schemes_are_found_where_2_0_has_them() {
    let broken = WHOLE
        .replace("'#/responses/Unknown'}\n  /", "'#/responses/Unkown'}\n  /")
        .replace("oauth: ['orders:read']", "oaut: ['orders:read']\n  - oauth: ['orders:wriet']")
        .replace("{name: id, in: path, required: true, type: string,", "{name: it, in: path, type: string,");

    insta::assert_snapshot!(support::lines(&support::check(&broken)));
}

#[test]
fn objects_are_named_as_2_0_names_them() {
    insta::assert_snapshot!(faults(
        "basePath: v1
host: https://api.example.org/v1
schemes: [https, https, ftp]
consumes: [a/b, a/b]
paths:
  orders:
    get:
      consume: [a/b]
      parameters:
        - {name: a, in: query, schema: {type: string}}
        - {name: b, in: body}
        - {name: c, in: header, type: array, items: {}, collectionFormat: multi}
        - {name: d, in: query, type: file}
        - {name: e, in: cookie, type: string}
      responses:
        2XX: {description: d}
        20: {description: d}
        200: {schema: {type: file, properties: {}}}
securityDefinitions:
  a: {type: http, scheme: basic}
  b: {type: basic, in: header}
  c: {type: oauth2, flow: implicit, tokenUrl: 'https://example.org'}
  d: {type: oauth2, flow: authorizationCode}
definitions:
  A: {type: file, discriminator: {propertyName: a}, enum: [], required: []}
"
    ));
}

#[test]
fn fields_of_openapi_3_are_of_a_later_version() {
    insta::assert_snapshot!(faults(
        "servers: []
components: {}
paths:
  /a:
    summary: s
    trace: {responses: {200: {description: d}}}
    post:
      requestBody: {}
      parameters: [{name: a, in: query, type: string, style: form}]
      responses: {200: {description: d, content: {}}}
definitions:
  A: {oneOf: [], nullable: true, const: 1}
"
    ));
}

#[test]
fn fields_of_2_0_in_a_later_document_say_where_they_went() {
    let text = "openapi: 3.0.3
info: {title: t, version: '1'}
host: api.example.org
definitions: {}
paths:
  /a:
    get:
      produces: [a/b]
      parameters: [{name: a, in: query, type: string, schema: {}}]
      responses: {200: {description: d, schema: {}}}
";

    insta::assert_snapshot!(support::lines(&support::structure(text)));
}

#[test]
fn an_array_that_is_no_schema_says_what_it_holds() {
    insta::assert_snapshot!(faults(
        "paths: {}
definitions: {A: {type: array}}
parameters: {a: {name: a, in: query, type: array}, b: {name: b, in: query, type: array, items: {type: array}}}
responses: {r: {description: d, headers: {h: {type: array}}}}
"
    ));
}

#[test]
fn servers_are_host_schemes_and_base_path() {
    let path = "paths: {/a: {get: {operationId: a, responses: {200: {description: d}, 400: {description: d}}}}}\n";

    insta::assert_snapshot!(all(&format!("basePath: /v1/\nschemes: [https, http]\nhost: api.example.org\n{path}")));
    insta::assert_snapshot!(all(path));
}

#[test]
fn values_are_held_against_what_stands_for_their_schema() {
    insta::assert_snapshot!(all(
        "host: api.example.org
paths:
  /a:
    get:
      operationId: a
      parameters:
        - {name: a, in: query, type: integer, default: x, enum: [1, 1, b]}
        - {name: b, in: query, type: array, items: {type: string, pattern: '(', minLength: 2, maxLength: 1}, default: 'a,b'}
      responses:
        200:
          description: d
          schema: {$ref: '#/definitions/A'}
          examples:
            application/json: {a: x}
            text/plain: a=x
        400: {description: d}
definitions:
  A: {type: object, properties: {a: {type: integer, example: y}}}
"
    ));
}

#[test]
fn the_version_is_the_string_2_0() {
    let lines = |head: &str| {
        support::lines(&support::structure(&format!("{head}\ninfo: {{title: t, version: '1'}}\npaths: {{}}\n")))
    };

    insta::assert_snapshot!(lines("swagger: 2.0"));
    insta::assert_snapshot!(lines("swagger: '2.1'"));
}

/// The places of a rule's findings, as `line:column subject`.
fn found(rule: &str, rest: &str) -> Vec<String> {
    let report = support::select(&format!("{HEAD}{rest}"), rule).report;
    let line = |finding: &architect_core::report::ReportedFinding| {
        format!("{}:{} {}", finding.location.line, finding.location.column, finding.subject)
    };
    report.findings.iter().map(line).collect()
}

#[test]
fn examples_in_the_extension_are_held_against_what_they_stand_beside() {
    let text = "parameters:
  A: {name: a, in: query, type: integer, x-example: x}
  B: {name: b, in: query, type: array, items: {type: string}, x-example: 'a,b'}
  C: {name: c, in: body, schema: {type: object}, x-example: 1}
  D: {name: d, in: query, type: number, x-example: 10}
responses:
  R: {description: d, headers: {X: {type: boolean, x-example: 1}}}
definitions:
  E: {type: string, example: a, x-example: 1}
";

    assert_eq!(
        found("openapi/invalid-schema-example", text),
        [
            "4:53 #/parameters/A/x-example",
            "9:63 #/responses/R/headers/X/x-example",
            "11:44 #/definitions/E/x-example"
        ]
    );
    assert_eq!(found("openapi/invalid-example", text), ["6:61 #/parameters/C/x-example"]);
    let findings = support::select(&format!("{HEAD}{text}"), "openapi/invalid-schema-example").report.findings;
    assert!(findings.iter().all(|finding| finding.severity == architect_core::Severity::Warning));
    let later = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {}\ncomponents: {schemas: {E: {type: string, x-example: 1}}}\n";
    assert!(support::select(later, "openapi/invalid-schema-example").report.findings.is_empty());
}

#[test]
fn unused_definitions_are_found_where_there_are_operations() {
    let definitions = "definitions:
  A: {type: object, properties: {b: {$ref: '#/definitions/B'}}}
  B: {type: object}
  C: {type: object, discriminator: kind}
  D: {allOf: [{$ref: '#/definitions/C'}]}
parameters: {P: {name: p, in: query, type: string}}
securityDefinitions: {S: {type: basic}}
";
    let path = "paths: {/a: {get: {responses: {200: {description: d, schema: {$ref: '#/definitions/C'}}}}}}\n";

    assert_eq!(
        found("openapi/unused-component", &format!("{definitions}{path}")),
        ["4:3 #/definitions/A", "8:14 #/parameters/P"]
    );
    assert_eq!(found("openapi/unused-component", &format!("{definitions}paths: {{}}\n")), [""; 0]);
}

#[test]
fn ranges_of_codes_do_not_stand_for_success() {
    let path = |code: &str| format!("paths: {{/a: {{get: {{responses: {{{code}: {{description: d}}}}}}}}}}\n");

    assert_eq!(found("openapi/no-success-response", &path("2XX")), ["3:20 GET /a"]);
    assert_eq!(found("openapi/no-success-response", &path("302")), [""; 0]);
}

#[test]
fn scopes_are_known_whatever_the_flow_is_called() {
    let text = "security: [{o: [read, write]}]
paths: {}
securityDefinitions: {o: {type: oauth2, flows: accessCode, scopes: {read: Reads}}}
";

    assert_eq!(found("openapi/undefined-scope", text), ["3:23 #/security"]);
}
