//! Meanings are compared, not texts: what says the same is silent, what says less or more is told by who sends it.
#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used, reason = "tests")]

mod changes;

use changes::{diff, lines, told};

/// A document with a schema that is sent and one that is received.
fn document(version: &str, schema: &str) -> String {
    format!(
        "openapi: {version}\ninfo: {{title: Shop, version: 1.0.0}}\npaths:\n  /orders:\n    post:\n      requestBody:\n        \
         content:\n          application/json:\n            schema: {schema}\n      responses:\n        \"201\":\n          \
         description: It is placed.\n          content:\n            application/json:\n              schema: {schema}\n\
         components:\n  schemas:\n    Size: {{type: string, enum: [small, large]}}\n    Order: {{type: object}}\n"
    )
}

fn between(base: (&str, &str), revision: (&str, &str)) -> Vec<String> {
    lines(&diff(&document(base.0, base.1), &document(revision.0, revision.1), &[]))
}

#[test]
fn two_ways_to_say_the_same_are_no_change() {
    let same = [
        (("3.0.3", "{type: string, nullable: true}"), ("3.1.0", "{type: [string, \"null\"]}")),
        (
            ("3.0.3", "{type: integer, minimum: 0, exclusiveMinimum: true}"),
            ("3.1.0", "{type: integer, exclusiveMinimum: 0}"),
        ),
        (("3.0.3", "{type: integer, minimum: 1}"), ("3.1.0", "{type: integer, exclusiveMinimum: 0}")),
        (("3.1.0", "{type: string, enum: [a]}"), ("3.1.0", "{type: string, const: a}")),
        (("3.1.0", "{enum: [a, b]}"), ("3.1.0", "{type: string, enum: [b, a]}")),
        (("3.1.0", "{oneOf: [{const: a}, {const: b}]}"), ("3.1.0", "{enum: [b, a]}")),
        (("3.1.0", "{anyOf: [{type: string}, {type: \"null\"}]}"), ("3.1.0", "{type: [\"null\", string]}")),
        (("3.1.0", "{$ref: \"#/components/schemas/Size\"}"), ("3.1.0", "{type: string, enum: [large, small]}")),
        (
            ("3.1.0", "{$ref: \"#/components/schemas/Size\"}"),
            ("3.1.0", "{allOf: [{$ref: \"#/components/schemas/Size\"}]}"),
        ),
        (
            ("3.0.3", "{nullable: true, allOf: [{$ref: \"#/components/schemas/Size\"}]}"),
            ("3.1.0", "{oneOf: [{type: \"null\"}, {$ref: \"#/components/schemas/Size\"}]}"),
        ),
        (
            ("3.1.0", "{type: object, properties: {a: {type: string}}, required: [a]}"),
            ("3.1.0", "{allOf: [{type: object, required: [a]}, {properties: {a: {type: string}}}]}"),
        ),
        (("3.1.0", "{type: object}"), ("3.2.0", "{type: object, additionalProperties: true}")),
        (
            ("3.1.0", "{type: array, items: {type: string}}"),
            ("3.1.0", "{type: array, minItems: 0, items: {type: [string]}}"),
        ),
        (("3.1.0", "{type: number, maximum: 10}"), ("3.1.0", "{type: number, maximum: 1e1}")),
        (
            ("3.1.0", "{oneOf: [{$ref: \"#/components/schemas/Order\"}, {type: object, required: [a]}]}"),
            (
                "3.1.0",
                "{type: object, oneOf: [{$ref: \"#/components/schemas/Order\"}, {type: object, required: [a]}]}",
            ),
        ),
        (("3.1.0", "{type: string, maximum: 5}"), ("3.1.0", "{type: string, maximum: 3}")),
        (
            ("3.1.0", "{type: object, additionalProperties: true}"),
            ("3.1.0", "{type: object, additionalProperties: true, unevaluatedProperties: false}"),
        ),
        (
            ("3.1.0", "{oneOf: [{$ref: \"#/components/schemas/Size\"}, {$ref: \"#/components/schemas/Order\"}]}"),
            ("3.1.0", "{oneOf: [{$ref: \"#/components/schemas/Order\"}, {enum: [small, large], type: string}]}"),
        ),
    ];

    for (one, other) in same {
        assert_eq!(between(one, other), [""; 0], "{one:?} to {other:?}");
        assert_eq!(between(other, one), [""; 0], "{other:?} to {one:?}");
    }
}

#[test]
fn a_change_is_judged_by_who_sends_the_value() {
    let told = between(
        ("3.1.0", "{type: object, required: [id], properties: {id: {type: string}, size: {enum: [a, b]}}}"),
        ("3.1.0", "{type: object, required: [size], properties: {id: {type: string}, size: {enum: [a, b, c]}}}"),
    );

    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn a_change_of_a_component_is_told_once_with_all_that_use_it() {
    let path = |name: &str| {
        format!(
            "  /{name}:\n    get:\n      responses:\n        \"200\":\n          description: Fine.\n          content:\n            \
             application/json:\n              schema: {{$ref: \"#/components/schemas/Order\"}}\n"
        )
    };
    let document = |property: &str| {
        let paths: String = (0..9).map(|index| path(&format!("orders{index}"))).collect();
        format!(
            "openapi: 3.1.0\ninfo: {{title: Shop, version: 1.0.0}}\npaths:\n{paths}components:\n  schemas:\n    Order:\n      \
             type: object\n      properties:\n        total: {property}\n        next: {{$ref: \"#/components/schemas/Order\"}}\n"
        )
    };

    let told = lines(&diff(&document("{type: integer}"), &document("{type: string}"), &[]));

    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn webhooks_and_callbacks_go_the_other_way_round() {
    let told = told(
        " openapi: 3.1.0
 info: {title: Shop, version: 1.0.0}
 webhooks:
   orderPaid:
     post:
       requestBody:
         content:
           application/json:
             schema:
               type: object
               properties:
-                total: {type: integer}
+                total: {type: number}
       responses:
         \"200\":
           description: Taken.
           content:
             application/json:
               schema:
                 type: object
                 properties:
-                  seen: {type: integer}
+                  seen: {type: number}
",
    );

    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn what_is_read_only_does_not_count_for_requests_and_what_is_write_only_not_for_responses() {
    let told = between(
        (
            "3.1.0",
            "{type: object, properties: {id: {type: string, readOnly: true, maxLength: 9}, secret: {type: string, writeOnly: true, maxLength: 5}}}",
        ),
        (
            "3.1.0",
            "{type: object, properties: {id: {type: string, readOnly: true, maxLength: 5}, secret: {type: string, writeOnly: true, maxLength: 9}}}",
        ),
    );

    assert!(told.iter().all(|line| line.starts_with("info ")), "{told:#?}");
}

#[test]
fn a_property_that_is_gone_from_a_closed_object_breaks_its_senders() {
    let closed =
        |properties: &str| format!("{{type: object, additionalProperties: false, properties: {{{properties}}}}}");
    let told =
        between(("3.1.0", &closed("a: {type: string}, b: {type: string}")), ("3.1.0", &closed("a: {type: string}")));

    assert!(told.iter().any(|line| line.starts_with("error removed-request-property")), "{told:#?}");
}

#[test]
fn an_alternative_more_is_safe_to_send_and_breaking_to_receive() {
    let told = between(
        ("3.1.0", "{$ref: \"#/components/schemas/Order\"}"),
        ("3.1.0", "{oneOf: [{$ref: \"#/components/schemas/Order\"}, {type: array}]}"),
    );

    assert_eq!(told.len(), 2, "{told:#?}");
    assert!(told[0].starts_with("info loosened-request"), "{told:#?}");
    assert!(told[1].starts_with("error widened-response-composition"), "{told:#?}");
}

#[test]
fn a_path_variable_that_is_renamed_is_the_same_path() {
    let told = told(
        " openapi: 3.1.0
 info: {title: Shop, version: 1.0.0}
 paths:
-  /orders/{id}:
+  /orders/{number}:
     get:
       parameters:
-        - {name: id, in: path, required: true, schema: {type: string}}
+        - {name: number, in: path, required: true, schema: {type: string}}
       responses:
         \"200\": {description: The order.}
",
    );

    assert_eq!(told.len(), 1, "{told:#?}");
    assert!(told[0].starts_with("info renamed-operation"), "{told:#?}");
}

#[test]
fn a_path_that_moves_into_the_servers_address_stays() {
    let told = told(
        " openapi: 3.1.0
 info: {title: Shop, version: 1.0.0}
-servers: [{url: https://api.example.com/v1}]
+servers: [{url: https://api.example.com}]
 paths:
-  /orders:
+  /v1/orders:
     get:
       responses:
         \"200\": {description: The orders.}
",
    );

    assert!(told.iter().all(|line| !line.contains("removed-operation")), "{told:#?}");
}

#[test]
fn the_version_that_is_due_is_named() {
    let base = document("3.1.0", "{type: string}");
    let breaking = diff(&base, &document("3.1.0", "{type: integer}"), &[]);
    let same = diff(&base, &base, &[]);

    assert_eq!(breaking.suggested_version.as_deref(), Some("2.0.0"));
    assert_eq!((breaking.breaking, breaking.risky), (2, 0));
    assert_eq!(same.suggested_version.as_deref(), Some("1.0.0"));
    assert_eq!(same.report.total, 0);
}

#[test]
fn schemas_that_contain_themselves_are_compared() {
    let text = |end: &str| {
        format!(
            "openapi: 3.1.0\ninfo: {{title: Tree, version: 1.0.0}}\npaths:\n  /t:\n    post:\n      requestBody: {{content: \
             {{application/json: {{schema: {{$ref: \"#/components/schemas/A\"}}}}}}}}\n      responses: {{\"200\": {{description: ok}}}}\n\
             components:\n  schemas:\n    A: {{type: object, properties: {{b: {{$ref: \"#/components/schemas/B\"}}, a: {{allOf: \
             [{{$ref: \"#/components/schemas/A\"}}, {{$ref: \"#/components/schemas/B\"}}]}}}}}}\n    B: {{anyOf: [{{$ref: \
             \"#/components/schemas/A\"}}, {{type: array, items: {{$ref: \"#/components/schemas/B\"}}}}, {end}]}}\n"
        )
    };

    let told = lines(&diff(&text("{type: string, maxLength: 9}"), &text("{type: string, maxLength: 5}"), &[]));

    assert!(!told.is_empty() && told.len() <= 3, "{told:#?}");
    assert!(told.iter().all(|line| line.contains("max-length-decreased")), "{told:#?}");
}

#[test]
fn a_document_of_2_0_and_its_translation_to_3_0_differ_in_nothing_that_is_sent() {
    let old = "swagger: \"2.0\"\ninfo: {title: Shop, version: 1.0.0}\nhost: api.example.com\nbasePath: /v1\nschemes: [https]\nconsumes: \
               [application/json]\nproduces: [application/json]\nsecurityDefinitions:\n  login: {type: basic}\n  oauth: {type: oauth2, \
               flow: accessCode, authorizationUrl: https://a.example/auth, tokenUrl: https://a.example/token, scopes: {read: Read}}\n\
               security: [{login: []}]\npaths:\n  /orders/{id}:\n    put:\n      parameters:\n        - {name: id, in: path, required: true, \
               type: integer, format: int64}\n        - {name: tags, in: query, type: array, items: {type: string}, collectionFormat: multi}\n        \
               - {name: body, in: body, required: true, schema: {$ref: \"#/definitions/Order\"}}\n      responses:\n        \"200\": \
               {description: Fine., schema: {$ref: \"#/definitions/Order\"}, headers: {X-Left: {type: integer}}}\ndefinitions:\n  Order: \
               {type: object, required: [id], properties: {id: {type: string, x-nullable: true}}}\n";
    let new = "openapi: 3.0.3\ninfo: {title: Shop, version: 1.0.0}\nservers: [{url: https://api.example.com/v1}]\nsecurity: [{login: []}]\n\
               paths:\n  /orders/{id}:\n    put:\n      parameters:\n        - {name: id, in: path, required: true, schema: {type: integer, \
               format: int64}}\n        - {name: tags, in: query, explode: true, schema: {type: array, items: {type: string}}}\n      requestBody: \
               {required: true, content: {application/json: {schema: {$ref: \"#/components/schemas/Order\"}}}}\n      responses:\n        \
               \"200\": {description: Fine., headers: {X-Left: {schema: {type: integer}}}, content: {application/json: {schema: {$ref: \
               \"#/components/schemas/Order\"}}}}\ncomponents:\n  securitySchemes:\n    login: {type: http, scheme: basic}\n    oauth: {type: \
               oauth2, flows: {authorizationCode: {authorizationUrl: https://a.example/auth, tokenUrl: https://a.example/token, scopes: {read: \
               Read}}}}\n  schemas:\n    Order: {type: object, required: [id], properties: {id: {type: string, nullable: true}}}\n";

    assert_eq!(lines(&diff(old, new, &[])), [""; 0]);
    assert_eq!(lines(&diff(old, old, &[])), [""; 0]);
    let narrowed = old
        .replace("required: [id]", "required: [id, total]")
        .replace("type: integer, format", "type: string, format");
    let told = lines(&diff(old, &narrowed, &[]));
    assert!(told.iter().any(|line| line.contains("[request-property-became-required]")), "{told:#?}");
    assert!(told.iter().any(|line| line.contains("parameter `id`")), "{told:#?}");
}

/// Both documents had the operation twice, and each was compared with the other's last.
#[test]
fn of_a_path_and_an_operation_that_stand_twice_the_last_one_counts() {
    let text = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths:\n  /a:\n    get: {operationId: a, responses: \
                {'200': {description: d}}}\n    get: {operationId: b, responses: {'200': {description: d}}}\n  /b:\n    \
                post: {operationId: c, responses: {'200': {description: d}}}\n  /b:\n    put: {operationId: d, responses: \
                {'200': {description: d}}}\n";

    assert_eq!(lines(&diff(text, text, &[])), Vec::<String>::new());
}

/// A document with a body of a media type, and components.
fn with_components(media: &str, body: &str, components: &str) -> String {
    format!(
        "openapi: 3.1.0\ninfo: {{title: Pets, version: 1.0.0}}\npaths:\n  /pets:\n    post:\n      requestBody:\n        \
         content:\n          {media}:\n            schema: {body}\n      responses:\n        \"201\": {{description: It is in.}}\n\
         components:\n  schemas: {{{components}}}\n"
    )
}

#[test]
fn the_outermost_element_of_xml_is_called_as_its_component() {
    let of = |media: &str, name: &str, xml: &str| {
        let component = format!("{name}: {{type: object, properties: {{name: {{type: string}}}}{xml}}}");
        with_components(media, &format!("{{$ref: \"#/components/schemas/{name}\"}}"), &component)
    };
    let between = |one: String, other: String| lines(&diff(&one, &other, &[]));

    let renamed = between(of("application/xml", "Cat", ""), of("application/xml", "Feline", ""));
    let named = between(
        of("application/pet+xml", "Cat", ", xml: {name: cat}"),
        of("application/pet+xml", "Cat", ", xml: {name: feline}"),
    );
    let kept = between(of("application/xml", "Cat", ""), of("application/xml", "Feline", ", xml: {name: Cat}"));
    let json = between(of("application/json", "Cat", ""), of("application/json", "Feline", ""));
    let alternatives = |second: &str| {
        let pet = |name: &str| format!("{name}: {{type: object, properties: {{name: {{type: string}}}}}}");
        let components = ["Dog", "Cat", "Rabbit"].map(pet).join(", ");
        let member = |name: &str| format!("{{$ref: \"#/components/schemas/{name}\"}}");
        with_components("text/xml", &format!("{{anyOf: [{}, {}]}}", member("Dog"), member(second)), &components)
    };

    insta::assert_snapshot!(renamed.join("\n"));
    insta::assert_snapshot!(named.join("\n"));
    insta::assert_snapshot!(between(alternatives("Cat"), alternatives("Rabbit")).join("\n"));
    let safe = ["info removed-schema: the component schema `Cat` is called `Feline` now [api-schema-removed]"];
    assert_eq!(kept, safe);
    assert_eq!(json, safe);
}

#[test]
fn a_list_in_xml_is_no_element_and_has_no_name() {
    let of = |name: &str| {
        let component = format!("{name}: {{type: array, items: {{type: string, xml: {{name: pet}}}}}}");
        with_components("application/xml", &format!("{{$ref: \"#/components/schemas/{name}\"}}"), &component)
    };

    assert_eq!(
        lines(&diff(&of("Pets"), &of("Animals"), &[])),
        ["info removed-schema: the component schema `Pets` is called `Animals` now [api-schema-removed]"]
    );
}

#[test]
fn alternatives_in_xml_that_lead_back_to_themselves_have_an_end() {
    let of = |name: &str| {
        let body = "{anyOf: [{$ref: \"#/paths/~1pets/post/requestBody/content/application~1xml/schema\"}]}";
        with_components("application/xml", body, &format!("{name}: {{type: object}}"))
    };

    assert_eq!(
        lines(&diff(&of("Cat"), &of("Dog"), &[])),
        ["info removed-schema: the component schema `Cat` is called `Dog` now [api-schema-removed]"]
    );
}

#[test]
fn a_discriminator_without_a_mapping_takes_the_names_of_components_for_values() {
    let of = |second: &str, mapping: &str| {
        let pet = |name: &str, key: &str| {
            format!("{name}: {{type: object, required: [kind], properties: {{kind: {{type: string}}, {key}: {{}}}}}}")
        };
        let member = |name: &str| format!("{{$ref: \"#/components/schemas/{name}\"}}");
        let body = format!(
            "{{oneOf: [{}, {}], discriminator: {{propertyName: kind{mapping}}}}}",
            member("Dog"),
            member(second)
        );
        with_components("application/json", &body, &format!("{}, {}", pet("Dog", "bark"), pet(second, "purr")))
    };

    let renamed = lines(&diff(&of("Cat", ""), &of("Feline", ""), &[]));
    let mapped = lines(&diff(&of("Cat", ""), &of("Feline", ", mapping: {Cat: Feline}"), &[]));

    insta::assert_snapshot!(renamed.join("\n"));
    assert!(mapped.iter().all(|line| line.starts_with("info ")), "{mapped:?}");
}

#[test]
fn the_media_types_of_2_0_go_the_way_of_the_body_or_response_they_belong_to() {
    let told = told(
        " swagger: \"2.0\"
 info: {title: Shop, version: 1.0.0}
 paths:
   /orders:
     post:
-      consumes: [application/json, application/xml]
-      produces: [application/json]
+      consumes: [application/json]
+      produces: [\"*/*\"]
       parameters:
         - {name: order, in: body, required: true, schema: {$ref: \"#/definitions/Order\"}}
       responses:
         \"200\": {description: It is placed., schema: {$ref: \"#/definitions/Order\"}}
         \"400\": {$ref: \"#/responses/Refused\"}
         \"404\": {$ref: \"#/responses/Refused\"}
 responses:
   Refused: {description: It is not., schema: {type: string}}
 definitions:
   Order: {type: object, properties: {id: {type: string}}}
",
    );

    insta::assert_snapshot!(told.join("\n"));
}
