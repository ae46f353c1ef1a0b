//! What lints of real documents taught: what is no mistake, what is one mistake, and advice that fits.
#![allow(clippy::panic, clippy::format_push_string, reason = "tests")]

mod support;

use support::{HEAD, found, helps, schemas};

#[test]
fn properties_behind_a_reference_among_their_names_are_not_known() {
    let text = schemas(
        "    A: {type: object, required: [id], properties: {$ref: 'other.yaml#/properties'}}
    B: {type: object, required: [id], properties: {$ref: {type: string}}}
    C: {oneOf: [{$ref: '#/components/schemas/A'}], discriminator: {propertyName: kind}}
",
    );

    assert_eq!(found("openapi/required-property-undefined", &text), ["6:34 #/components/schemas/B"]);
    assert_eq!(found("openapi/discriminator-property", &text), [""; 0]);
}

/// A path with parameters in `path`, each with a schema.
fn path(path: &str, parameters: &[(&str, &str)]) -> String {
    let mut text = format!("  {path}:\n    get:\n      parameters:\n");
    for (name, schema) in parameters {
        text.push_str(&format!("        - {{name: {name}, in: path, required: true, schema: {schema}}}\n"));
    }
    text
}

#[test]
fn a_variable_for_uuids_or_dates_does_not_take_a_word() {
    let text = |schema: &str| {
        let first = path("/volumes/snapshots/{snapshot}", &[("snapshot", "{type: string}")]);
        let second = path("/volumes/{id}/actions", &[("id", schema)]);
        format!("{HEAD}paths:\n{first}{second}")
    };

    for schema in ["{type: string, format: uuid}", "{type: string, format: date}", "{type: integer}"] {
        assert_eq!(found("openapi/ambiguous-paths", &text(schema)), [""; 0], "{schema}");
    }
    for schema in ["{type: string}", "{format: uuid}", "{type: [string, integer], format: uuid}"] {
        assert_eq!(found("openapi/ambiguous-paths", &text(schema)).len(), 1, "{schema}");
    }
}

#[test]
fn paths_that_differ_by_a_fragment_have_no_order() {
    let id = [("id", "{type: string}")];
    let text = format!("{HEAD}paths:\n{}{}", path("/files/{id}", &id), path("'/files/{id}#shared'", &id));

    assert_eq!(found("openapi/path-order", &text), [""; 0]);
}

#[test]
fn an_address_that_ends_behind_its_scheme_is_one_mistake() {
    let text = format!("{HEAD}servers: [{{url: 'https://'}}]\npaths: {{}}\n");

    assert_eq!(found("openapi/server-trailing-slash", &text), [""; 0]);
    assert_eq!(found("openapi/invalid-server-url", &text).len(), 1);
}

#[test]
fn the_way_out_of_nullable_fits_the_schema() {
    let text = schemas(
        "    A: {type: string, nullable: true}
    B: {$ref: '#/components/schemas/A', nullable: true}
    C: {oneOf: [{type: string}, {type: integer}], nullable: true}
    D: {enum: [a], nullable: true}
    E: {type: string, nullable: false}
",
    );

    assert_eq!(
        helps("openapi/dropped-keyword", &text),
        [
            "Instead, add `\"null\"` to the list of types: `type: [string, \"null\"]`.",
            "Instead, offer null beside the reference: `anyOf: [{$ref: …}, {type: \"null\"}]`.",
            "Instead, add the alternative `{type: \"null\"}`.",
            "Instead, offer null as an alternative: `anyOf: [{…}, {type: \"null\"}]`.",
            "Remove it.",
        ]
    );
}

#[test]
fn values_of_another_type_in_one_list_are_one_finding() {
    let text = schemas("    A: {type: array, items: {type: string}, enum: [a, b, c, d, e]}\n");

    let report = support::select(&text, "openapi/enum-type-mismatch").report;

    assert_eq!(report.findings.len(), 1);
    assert_eq!(report.findings[0].message, "this value of `enum` is a string, but the type is array (in 5 places)");
}

#[test]
fn a_bound_of_another_type_names_the_one_that_is_meant() {
    let text = schemas(
        "    A: {type: string, minimum: 1}
    B: {type: [integer, 'null'], maxLength: 3}
    C: {type: array, maximum: 3, maxItems: 4}
    D: {type: [integer, boolean], maxLength: 3}
    E: {type: string, items: {}}
",
    );

    assert_eq!(
        helps("openapi/keyword-of-other-type", &text),
        [
            "Write `minLength` if that is meant, or remove it, or mend the type.",
            "Write `maximum` if that is meant, or remove it, or mend the type.",
            "Remove it, or mend the type.",
            "Remove it, or mend the type.",
            "Remove it, or mend the type.",
        ]
    );
}

#[test]
fn each_place_of_parameters_has_its_own_way_of_writing() {
    let parameters = |place: &str, names: &[&str]| {
        let key = |name: &str| name.replace(|c: char| !c.is_alphanumeric(), "");
        let line = |name: &&str| {
            format!("    {place}{}: {{name: {name}, in: {place}, schema: {{type: string}}}}\n", key(name))
        };
        names.iter().map(line).collect::<String>()
    };
    let text = format!(
        "{HEAD}components:\n  parameters:\n{}{}",
        parameters("path", &["OrderId", "LineId", "UserId", "AccountId", "ContactId", "FileId", "TaxId"]),
        parameters("query", &["where", "order", "page"])
    );
    let mixed = text.clone() + &parameters("path", &["rate_id"]);
    let text = text + &parameters("path", &["'CreatedAt<'", "'Page[number]'"]);

    assert_eq!(found("openapi/parameter-casing", &text), [""; 0]);
    assert_eq!(found("openapi/parameter-casing", &mixed).len(), 1);
}

#[test]
fn what_only_sounds_like_a_credential_is_none() {
    let id = [("rate_token", "{type: string}")];
    let query = |name: &str, schema: &str| {
        format!("{HEAD}components: {{parameters: {{A: {{name: {name}, in: query, schema: {schema}}}}}}}\n")
    };

    assert_eq!(
        found("openapi/credential-in-url", &format!("{HEAD}paths:\n{}", path("/rates/{rate_token}", &id))),
        [""; 0]
    );
    assert_eq!(
        found("openapi/credential-in-url", &format!("{HEAD}paths:\n{}", path("/orders/{rate_token}", &id))).len(),
        1
    );
    for name in ["secret_name", "tokenId", "secret-types"] {
        assert_eq!(found("openapi/credential-in-url", &query(name, "{type: string}")), [""; 0], "{name}");
    }
    assert_eq!(found("openapi/credential-in-url", &query("hide_secret", "{type: boolean}")), [""; 0]);
    for name in ["id_token", "clientSecret", "api-key", "password"] {
        assert_eq!(found("openapi/credential-in-url", &query(name, "{type: string}")).len(), 1, "{name}");
    }
}

#[test]
fn the_media_types_of_files_are_not_unusual() {
    let mut text = format!("{HEAD}paths:\n");
    for at in 0..12 {
        let media = match at {
            0 => "image/png",
            1 => "application/octet-stream",
            2 => "application/xml",
            _ => "application/json",
        };
        text.push_str(&format!(
            "  /p{at}: {{get: {{responses: {{200: {{description: d, content: {{{media}: {{}}}}}}}}}}}}\n"
        ));
    }

    assert_eq!(found("openapi/unusual-media-type", &text), ["6:59 GET /p2"]);
}

#[test]
fn a_text_that_stands_for_another_value_is_told_with_the_way_out() {
    let body = |media: &str, value: &str| {
        format!(
            "{HEAD}components:\n  requestBodies:\n    A:\n      content:\n        {media}:\n          schema: {{type: object, \
             properties: {{a: {{type: boolean}}, b: {{type: object}}, c: {{type: array}}}}}}\n          example: {value}\n"
        )
    };
    let told = |text: &str| {
        let report = support::select(text, "openapi/invalid-example").report;
        let line = |finding: &architect_core::report::ReportedFinding| {
            format!("{} {}", finding.severity, finding.help.clone().unwrap_or_default()).trim_end().to_owned()
        };
        report.findings.iter().map(line).collect::<Vec<_>>()
    };

    let form = "application/x-www-form-urlencoded";
    assert_eq!(told(&body(form, "{a: 'true'}")), ["warning Write it without quotes: the same text is sent."]);
    assert_eq!(told(&body(form, "{a: 'yes'}")), ["error"]);
    assert_eq!(told(&body(form, "{a: 'yes', c: x}")), ["error"]);
    assert_eq!(told(&body(form, "{c: x}")), ["warning Write a list of this one value: the same text is sent."]);
    assert_eq!(told(&body("application/json", "{c: x}")), ["error"]);
    assert_eq!(told(&body("application/json", "{a: 'true'}")), ["error"]);
    assert_eq!(
        told(&body("application/json", "{b: '{\"c\": 1}'}")),
        ["error The text holds JSON: write it without quotes around it."]
    );
    assert_eq!(told(&body("application/json", "{b: '{c'}")), ["error"]);
}

#[test]
fn what_repeats_in_an_example_is_said_once() {
    let text = schemas(
        "    A:
      type: array
      items: {type: object, required: [id], properties: {id: {type: string}}}
      example: [{}, {}]
",
    );

    let report = support::select(&text, "openapi/invalid-schema-example").report;

    assert_eq!(
        report.findings[0].message,
        "the example does not fit its schema: the required property `id` is missing (more than once)"
    );
    assert_eq!(report.findings[0].related.len(), 3);
}

#[test]
fn a_number_in_the_address_of_a_server_is_a_version() {
    let text = |server: &str, path: &str| {
        format!("{HEAD}servers: [{{url: '{server}'}}]\npaths: {{{path}: {{get: {{responses: {{}}}}}}}}\n")
    };

    for server in ["https://example.org/api/1.0", "https://example.org/1", "/2.0", "https://example.org/v1"] {
        assert_eq!(found("openapi/version-unstated", &text(server, "/a")), [""; 0], "{server}");
    }
    for server in ["https://10.0.0.1", "https://example.org/api", "/"] {
        assert_eq!(found("openapi/version-unstated", &text(server, "/a")), ["4:9 /a"], "{server}");
    }
    assert_eq!(found("openapi/version-unstated", &text("/", "/2.1/a")), [""; 0]);
    assert_eq!(found("openapi/version-unstated", &text("/", "/a/7")).len(), 1);
}

#[test]
fn a_file_needs_no_example() {
    let text = |media: &str| {
        format!(
            "{HEAD}components: {{responses: {{A: {{description: d, content: {{{media}: {{schema: {{type: string}}}}}}}}}}}}\n"
        )
    };

    assert_eq!(found("openapi/missing-example", &text("application/pdf")), [""; 0]);
    assert_eq!(found("openapi/missing-example", &text("text/plain")).len(), 1);
}

#[test]
fn a_reference_in_an_example_is_one_mistake() {
    let text = schemas(
        "    A:
      type: object
      required: [id]
      properties: {id: {type: string}, part: {type: string}, any: {oneOf: [{type: string}, {type: array, items: {type: string}}]}}
      example: {$ref: '#/x'}
    B: {allOf: [{$ref: '#/components/schemas/A'}], example: {id: a, part: {$ref: '#/x'}, any: [{$ref: '#/x'}]}}
    C: {allOf: [{$ref: '#/components/schemas/A'}], example: {part: {$ref: '#/x'}}}
",
    );

    assert_eq!(found("openapi/invalid-schema-example", &text), ["11:61 #/components/schemas/C/example"]);
}

#[test]
fn a_null_that_the_type_refuses_is_told_with_the_way_out() {
    let text = schemas("    A: {type: string, enum: [a, null]}\n");

    assert_eq!(helps("openapi/enum-type-mismatch", &text), ["Allow null in the type too, or take it from the list."]);
}
