//! Against `openapiv3`, which reads OpenAPI 3.0 into types: what it refuses, we report; what we call clean, it reads.
#![allow(clippy::expect_used, clippy::panic, clippy::format_push_string, reason = "tests")]

mod support;

use openapiv3::OpenAPI;

/// A document that uses every object of 3.0.
const WHOLE: &str = include_str!("documents/whole-3.0.yaml");

fn theirs(text: &str) -> Result<OpenAPI, String> {
    // Through JSON, since the types are what is compared, not the YAML readers.
    let limits = architect_core::Limits::default();
    let document = architect_document::Document::read(&architect_core::Source::new("d.yaml", text), &limits)
        .expect("it can be read");
    let json = document.to_json(document.root(), &mut 1_000_000).expect("it is small");
    serde_json::from_value(json).map_err(|error| error.to_string())
}

/// Each is one edit of the whole document that makes it wrong for both.
const BREAKS: &[(&str, &str, &str)] = &[
    ("  title: Shop\n", "", "info without a title"),
    ("  version: 1.4.0\n", "", "info without a version"),
    ("  version: 1.4.0\n", "  version: [1, 4]\n", "a version that is a list"),
    ("  title: Shop\n", "  title: {a: b}\n", "a title that is an object"),
    ("    name: Apache 2.0\n", "", "a licence without a name"),
    ("  - url: https://{region}.example.org/v1\n", "  - description: none\n", "a server without a url"),
    ("        default: eu\n", "", "a server variable without a default"),
    ("paths:\n  /orders:", "roads:\n  /orders:", "no paths"),
    ("          in: query\n", "          in: body\n", "a parameter in the body"),
    ("          in: query\n", "", "a parameter without a place"),
    ("        - name: limit\n", "        - description: none\n", "a parameter without a name"),
    ("      responses:\n        \"201\":", "      answers:\n        \"201\":", "no responses"),
    ("          description: The order was taken\n", "", "a response without a description"),
    ("            type: integer\n            format: int32\n", "            type: [integer]\n", "a list of types"),
    ("      deprecated: false\n", "      deprecated: perhaps\n", "a flag that is a word"),
    ("        required: true\n        content:", "        required: 1\n        content:", "a flag that is a number"),
    ("            style: form\n", "            style: oval\n", "a style that does not exist"),
    ("      tags: [orders]\n", "      tags: orders\n", "tags that are no list"),
    ("      tags: [orders]\n", "      tags: [[orders]]\n", "a tag that is a list"),
    ("      operationId: placeOrder\n", "      operationId: {a: b}\n", "an operationId that is an object"),
    ("  - name: orders\n", "  - description: none\n", "a tag without a name"),
    ("    url: https://example.org/docs\n", "", "external documentation without a url"),
    ("      type: apiKey\n", "      type: password\n", "a security scheme of no known type"),
    ("      name: X-Key\n", "", "an API key without a name"),
    ("          tokenUrl: https://login.example.org/token\n", "", "a flow without its tokenUrl"),
    ("      minLength: 1\n", "      minLength: short\n", "a length that is a word"),
    ("      required: [id, lines]\n", "      required: id\n", "required names that are no list"),
    ("      properties:\n        id:", "      properties:\n        - id:", "properties that are a list"),
    ("      openIdConnectUrl: https://login.example.org/.well-known/openid-configuration\n", "", "no discovery url"),
    ("components:\n", "components: []\nx-components:\n", "components that are a list"),
    ("        propertyName: kind\n", "", "a discriminator without a property"),
];

#[test]
fn a_document_with_every_object_is_clean_for_both() {
    let ours = support::structure(WHOLE);

    assert!(ours.report.findings.is_empty(), "{}", support::lines(&ours));
    assert!(ours.report.gaps.is_empty(), "{}", support::lines(&ours));
    theirs(WHOLE).expect("openapiv3 reads it");
}

#[test]
fn what_the_types_refuse_is_reported() {
    let mut wrong = Vec::new();
    let mut refused = 0;
    for (from, to, what) in BREAKS {
        assert!(WHOLE.contains(from), "the document has no {from:?}");
        let text = WHOLE.replacen(from, to, 1);

        let ours = support::structure(&text);

        let reported = ours.report.findings.iter().any(|finding| finding.severity == architect_core::Severity::Error);
        refused += usize::from(theirs(&text).is_err());
        if !reported {
            wrong.push(format!("{what} (openapiv3: {:?})\n{}", theirs(&text).err(), support::lines(&ours)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // Unknown fields and some flags pass through their types; most of these must not, or nothing was compared.
    assert!(refused > BREAKS.len() / 2, "openapiv3 refused only {refused} of {}", BREAKS.len());
}

#[test]
fn a_line_less_or_a_word_changed_never_passes_us_and_fails_them() {
    let lines: Vec<&str> = WHOLE.lines().collect();
    let mut compared = 0;
    for at in 0..lines.len() {
        let mut without = lines.clone();
        without.remove(at);
        let mut null = lines.clone();
        let emptied = lines[at].split_once(": ").map(|(key, _)| format!("{key}: 17.5"));
        if let Some(emptied) = &emptied {
            null[at] = emptied;
        }
        for text in [without.join("\n"), null.join("\n")] {
            let ours = support::try_check(
                &text,
                architect_openapi::tool::validate_openapi::Scope::Structure,
                architect_core::CheckOptions::default(),
            );
            let clean = ours.is_ok_and(|output| output.report.total == 0 && output.report.gaps.is_empty());
            if clean {
                compared += 1;
                if let Err(error) = theirs(&text) {
                    panic!("line {}: clean for us, but openapiv3 says {error}\n{}", at + 1, lines[at]);
                }
            }
        }
    }
    assert!(compared > 50, "only {compared} documents were clean");
}
