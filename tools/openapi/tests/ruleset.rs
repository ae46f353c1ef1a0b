//! Users' own rulesets: what they find, where, and what is said of the parts that cannot run.

mod support;

use support::rulesets::{in_files, with};

const SHOP: &str = "\
openapi: 3.0.3
info:
  title: Shop
  version: v1
paths:
  /orders:
    get:
      operationId: list_orders
      parameters:
        - {name: PageSize, in: query, schema: {type: integer}}
      responses:
        '200':
          description: The orders
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Order'}
  /orders/{orderId}:
    get:
      operationId: getOrder
      summary: One order.
      responses:
        '404': {description: Unknown}
components:
  schemas:
    Order:
      type: object
      properties:
        order_id: {type: string}
        total: {type: number}
        parent: {$ref: '#/components/schemas/Order'}
    Unused:
      type: string
      enum: [b, a, 1]
";

#[test]
fn every_function_judges_what_it_is_about() {
    let ruleset = "\
rules:
  sorted: {message: '{{error}}', given: '$..enum', then: {function: alphabetical}}
  sorted-tags: {given: $.tags, then: {function: alphabetical, functionOptions: {keyedBy: name}}}
  camel: {message: '{{property}}: {{error}}', given: '$.paths[*][*].operationId', then: {function: casing, functionOptions: {type: camel}}}
  properties: {message: '{{error}}', given: '$..properties', then: {field: '@key', function: casing, functionOptions: {type: camel}}}
  contact: {message: '{{error}}', given: $.info, then: {field: contact.email, function: defined}}
  version: {message: '{{error}}', given: $.info.version, then: {function: enumeration, functionOptions: {values: [v2, v3]}}}
  no-title: {message: '{{error}}', given: $.info, then: {field: title, function: falsy}}
  few-paths: {message: '{{error}}', given: $.paths, then: {function: length, functionOptions: {max: 1}}}
  either: {message: '{{error}}', given: $.info, then: {function: or, functionOptions: {properties: [summary, description]}}}
  sentence: {message: '{{error}}', given: '$.paths[*][*]', then: {field: summary, function: pattern, functionOptions: {notMatch: '\\.$'}}}
  limits: {message: '{{error}}', given: '$.paths[*][*]', then: {function: schema, functionOptions: {schema: {required: [tags]}}}}
  summary: {message: '{{error}}', given: '$.paths[*][*]', then: {field: summary, function: truthy}}
  typed: {message: '{{error}}', given: '$..[?(@ && @.enum)]', then: {function: typedEnum}}
  no-paths: {message: '{{error}}', given: $, then: {field: webhooks, function: undefined}}
  orphans: {message: '{{error}}', given: $.components.schemas, then: {function: unreferencedReusableObject, functionOptions: {reusableObjectsLocation: '#/components/schemas'}}}
  one-of: {message: '{{error}}', given: '$.paths[*][*].parameters[*]', then: {function: xor, functionOptions: {properties: [schema, content]}}}
  none-of: {message: '{{error}}', given: '$.paths[*][*].parameters[*]', then: {function: xor, functionOptions: {properties: [name, in]}}}
";
    insta::assert_snapshot!(with(SHOP, ruleset));
}

#[test]
fn a_message_names_the_place_the_value_and_what_is_wrong() {
    let ruleset = "\
rules:
  template:
    description: Operations have a summary
    message: '{{description}} | {{error}} | {{path}} | {{property}} | {{value}} | {{nothing}} | #{{print(\"property\")}}is odd'
    severity: error
    documentationUrl: https://example.org/rules
    given: $.paths[*][get]
    then: {field: summary, function: truthy}
  only-described:
    description: Versions are numbers
    severity: hint
    given: $.info
    then: {field: version, function: pattern, functionOptions: {match: '/^[0-9]/'}}
  silent:
    given: $.info
    then: {field: contact.name, function: truthy}
";
    insta::assert_snapshot!(with(SHOP, ruleset));
}

#[test]
fn a_place_behind_a_reference_is_told_once_and_where_it_stands() {
    let ruleset = "\
rules:
  described: {message: '{{path}} {{error}}', given: '$.paths..schema', then: {field: description, function: truthy}}
  no-references: {resolved: false, message: 'a reference to {{value}}', given: '$..$ref', then: {function: undefined}}
";
    insta::assert_snapshot!(with(SHOP, ruleset));
}

#[test]
fn a_ruleset_switches_our_own_rules_on_and_grades_them() {
    let ruleset = "\
extends: [[spectral:oas, off], [spectral:oas, recommended]]
rules:
  operation-success-response: error
  oas3-api-servers: hint
  operation-tags: off
  info-contact: false
  operation-description: off
  info-description: off
  oas3-unused-component: 0
  info-license: true
";
    insta::assert_snapshot!(with(SHOP, ruleset));
}

#[test]
fn the_extent_of_what_is_extended_decides_what_runs() {
    let base = "\
rules:
  on: {given: $, message: 'on {{error}}', then: {field: a, function: truthy}}
  optional: {recommended: false, given: $, message: 'optional {{error}}', then: {field: b, function: truthy}}
";
    let check = |extends: &str| {
        let ruleset = format!("extends: {extends}\n");
        in_files(
            &[("api.yaml", SHOP), ("rules/main.yaml", &ruleset), ("base.yml", base)],
            "api.yaml",
            "rules/main.yaml",
        )
    };

    for (extends, on, optional) in [
        ("../base.yml", true, false),
        ("[[../base.yml, recommended]]", true, false),
        ("[[../base.yml, all]]", true, true),
        ("[[../base.yml, off]]", false, false),
    ] {
        let answer = check(extends);
        assert_eq!(answer.contains("[#/a]: on"), on, "{extends}: {answer}");
        assert_eq!(answer.contains("[#/b]: optional"), optional, "{extends}: {answer}");
    }
}

#[test]
fn rulesets_that_extend_each_other_are_read_once() {
    let files = [
        ("api.yaml", SHOP),
        (".spectral.yaml", "extends: [./a.yaml]\nrules:\n  from-b: error\n"),
        ("a.yaml", "extends: ./b.yaml\nrules:\n  from-a: {given: $, then: {field: a, function: truthy}}\n"),
        ("b.yaml", "extends: ./a.yaml\nrules:\n  from-b: {given: $, then: {field: b, function: truthy}}\n"),
    ];

    insta::assert_snapshot!(in_files(&files, "api.yaml", ".spectral.yaml"));
}

#[test]
fn aliases_stand_for_paths_and_choose_by_format() {
    let ruleset = "\
aliases:
  Paths: ['$.paths[*]']
  Operations: ['#Paths[get,put]']
  Responses: ['#Operations.responses']
  ByVersion:
    targets:
      - {formats: [oas2], given: ['$.definitions']}
      - {formats: [oas3.1, oas3_0], given: ['$.components.schemas', '$.components.parameters']}
rules:
  ok: {message: '{{error}}', given: '#Responses', then: {field: '200', function: truthy}}
  names: {message: '{{property}}', given: '#ByVersion', then: {field: '@key', function: pattern, functionOptions: {notMatch: ^Unu}}}
  codes: {message: '{{property}} {{value}}', given: '#Responses[?(@property > 399)]', then: {field: content, function: truthy}}
  other-format: {formats: [oas3.1], given: $, then: {field: nothing, function: truthy}}
";
    insta::assert_snapshot!(with(SHOP, ruleset));
}

#[test]
fn overrides_change_rules_for_files_and_for_parts_of_them() {
    let ruleset = "\
rules:
  summary: {message: '{{path}}', given: '$.paths[*][*]', then: {field: summary, function: truthy}}
  version: {given: $.info.version, message: version, then: {function: falsy}}
overrides:
  - files: ['*.yaml']
    rules: {version: error}
  - files: ['legacy/**']
    rules: {version: off}
  - files: ['**/api.yaml#/paths/~1orders']
    rules: {summary: info}
  - files: ['**/api.yaml#/paths/~1orders/get']
    rules: {summary: hint}
  - files: ['nowhere.yaml']
    rules:
      added: {given: $, then: {field: x, function: truthy}}
except:
  'legacy/api.yaml#/paths': [summary]
";
    let check = |path: &str| in_files(&[(path, SHOP), (".spectral.yaml", ruleset)], path, ".spectral.yaml");

    insta::assert_snapshot!("overrides_new", check("new/api.yaml"));
    insta::assert_snapshot!("overrides_legacy", check("legacy/api.yaml"));
}

#[test]
fn what_cannot_run_is_a_gap_rule_by_rule() {
    let ruleset = "\
extends:
  - spectral:oas
  - [spectral:asyncapi, all]
  - '@acme/rules'
  - https://example.org/rules.yaml
  - ./local.js
functions: [isNice, [isOdd, {}]]
rules:
  operation-tags: off
  of-the-package: warn
  nice: {given: $, then: {function: isNice}}
  odd: {given: $, then: {function: isOdd}}
  of-spectral: {given: $, then: {function: oasPathParam}}
  strange-path: {given: ['$..[?(@.some(x => x))]', $.info], then: {function: truthy}}
  no-alias: {given: '#Missing.x', then: {function: truthy}}
";
    let answer = with(SHOP, ruleset);
    let gaps: Vec<&str> =
        answer.lines().filter(|line| line.starts_with("gap") && !line.contains("rule for it here")).collect();

    insta::assert_snapshot!(gaps.join("\n"));
}

#[test]
fn faults_of_a_ruleset_are_an_error_with_their_places() {
    for (name, ruleset) in [
        ("types", "extends: {a: b}\nrules: [1]\naliases: x\nformats: oas3\noverrides: {}\n"),
        ("keys", "ruls: {}\nrules:\n  a: {given: $, thn: {function: truthy}}\n"),
        ("severity", "rules:\n  a: {given: $, then: {function: truthy}, severity: fatal}\n  b: 7\n"),
        (
            "function",
            "rules:\n  a: {given: $, then: {function: truthly}}\n  b: {given: $, then: {function: pattern}}\n",
        ),
        (
            "options",
            "rules:\n  a: {given: $, then: {function: casing, functionOptions: {type: camell}}}\n  b: {given: $, then: {function: length, functionOptions: {minimum: 1}}}\n  c: {given: $, then: {function: pattern, functionOptions: {match: '['}}}\n  d: {given: $, then: {function: schema, functionOptions: {schema: {type: strin}}}}\n",
        ),
        ("unknown", "extends: spectral:oas\nrules:\n  operation-tag: error\n"),
        ("twice", "rules:\n  a: {given: $, then: {function: truthy}}\n  a: {given: $, then: {function: falsy}}\n"),
        ("syntax", "rules:\n  a: [\n"),
        (
            "given",
            "rules:\n  a: {given: paths, then: {function: truthy}}\n  b: {given: [], then: {function: truthy}}\n  c: {given: 1, then: {}}\n",
        ),
    ] {
        insta::assert_snapshot!(format!("fault_{name}"), with(SHOP, ruleset));
    }
}

#[test]
fn a_file_that_is_not_there_is_named_where_it_is_extended() {
    let files = [("api.yaml", SHOP), (".spectral.yaml", "extends:\n  - ./missing.yaml\n")];

    let answer = in_files(&files, "api.yaml", ".spectral.yaml");

    assert_eq!(answer, "error: .spectral.yaml:2:5: there is no file `missing.yaml`");
}

#[test]
fn rules_of_a_ruleset_are_selected_and_ignored_by_name() {
    use architect_core::{CheckOptions, DocumentInput, Tool as _};
    use architect_openapi::tool::validate_openapi::{Input, ValidateOpenapi};
    let ruleset = "\
extends: spectral:oas
rules:
  a: {given: $, message: a, then: {field: x, function: truthy}}
  b: {given: $, message: b, then: {field: x, function: truthy}}
";
    let check = |select: &[&str], ignore: &[&str]| {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let input = Input {
            document: DocumentInput { path: None, content: Some(SHOP.to_owned()) },
            ruleset: Some(ruleset.to_owned()),
            options: CheckOptions { select: names(select), ignore: names(ignore), ..CheckOptions::default() },
            ..Input::default()
        };
        let output = ValidateOpenapi.call(input, &support::context()).map_err(|error| error.message);
        output.map(|output| {
            let mut rules: Vec<String> = output.report.findings.into_iter().map(|finding| finding.rule).collect();
            rules.dedup();
            rules.join(" ")
        })
    };

    assert_eq!(check(&["ruleset/a"], &[]), Ok("ruleset/a".to_owned()));
    assert_eq!(check(&["b"], &[]), Ok("ruleset/b".to_owned()));
    assert_eq!(check(&["ruleset"], &["b"]), Ok("ruleset/a".to_owned()));
    assert_eq!(check(&["spectral:operation-success-response"], &[]), Ok("openapi/no-success-response".to_owned()));
    assert!(check(&["nothing"], &[]).is_err());
}

#[test]
fn an_ignore_comment_names_a_rule_of_a_ruleset() {
    let document = SHOP.replace("  version: v1", "  version: v1 # architect:ignore ruleset/version -- historic");
    let ruleset = "rules:\n  version: {given: $.info.version, message: wrong, then: {function: falsy}}\n";

    let answer = with(&document, ruleset);
    let without = support::lines(&support::check(&document));

    assert!(!answer.contains("ruleset/version"), "{answer}");
    assert!(!without.contains("unused-ignore"), "{without}");
}
