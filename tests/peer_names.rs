//! Names of other linters' rules work wherever ours do: for selecting, ignoring and explaining.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use serde_json::json;
use support::{ask, without_files};

/// The rules that Spectral, its OWASP ruleset, Redocly and vacuum have for OpenAPI, one name a line.
const NAMES: &str = include_str!("peer_names.txt");

/// The rules that hadolint has for Dockerfiles, without those for what a shell runs.
const DOCKERFILE_NAMES: &str = include_str!("peer_names_dockerfile.txt");

const DOCUMENT: &str = "openapi: 3.1.0\ninfo:\n  title: Orders\n  version: '1'\npaths: {}\n";

#[test]
fn every_rule_of_the_peers_has_one_of_ours_behind_its_name() {
    let registry = without_files();

    let names = NAMES.lines().chain(DOCKERFILE_NAMES.lines());
    let missing: Vec<&str> = names.filter(|name| registry.rules().named(name).is_empty()).collect();

    assert!(missing.is_empty(), "{} have none:\n{}", missing.len(), missing.join("\n"));
}

#[test]
fn a_peers_name_can_be_explained_selected_and_ignored() {
    let registry = without_files();

    for name in NAMES.lines() {
        let explained = ask(&registry, "explain", json!({ "topic": name }));
        assert!(explained.is_ok(), "explain {name}: {explained:?}");
        for option in ["select", "ignore"] {
            let checked = ask(&registry, "validate_openapi", json!({ "content": DOCUMENT, option: [name] }));
            assert!(checked.is_ok(), "{option} {name}: {checked:?}");
        }
    }
}

#[test]
fn a_name_of_hadolint_can_be_explained_selected_and_ignored() {
    let registry = without_files();

    for name in DOCKERFILE_NAMES.lines() {
        let explained = ask(&registry, "explain", json!({ "topic": name }));
        assert!(explained.is_ok(), "explain {name}: {explained:?}");
        for option in ["select", "ignore"] {
            let checked = ask(&registry, "lint_dockerfile", json!({ "content": "FROM scratch\n", option: [name] }));
            assert!(checked.is_ok(), "{option} {name}: {checked:?}");
        }
    }
}

#[test]
fn a_peers_name_selects_its_rule_and_silences_it() {
    let registry = without_files();
    let text = "openapi: 3.1.0\ninfo:\n  title: Orders\n  version: '1'\npaths: {}\ncomponents:\n  securitySchemes:\n    \
                login:\n      type: http\n      scheme: basic\n";
    let silenced = text.replace(
        "      scheme: basic\n",
        "      # architect:ignore owasp:api2:2023-no-http-basic -- an old client needs it\n      scheme: basic\n",
    );
    let findings = |text: &str, arguments: serde_json::Value| {
        let mut arguments = arguments;
        arguments["content"] = json!(text);
        ask(&registry, "validate_openapi", arguments).unwrap()["findings"].as_array().unwrap().clone()
    };

    let selected = findings(text, json!({ "select": ["owasp:api2:2023-no-http-basic"] }));
    let other = findings(text, json!({ "select": ["spectral:operation-tags"] }));
    let ignored = findings(text, json!({ "ignore": ["owasp:api2:2023-no-http-basic"] }));
    let commented = findings(&silenced, json!({ "select": ["owasp:api2:2023-no-http-basic"] }));

    assert_eq!(selected.len(), 1, "{selected:?}");
    assert_eq!(selected[0]["rule"], "openapi/http-basic");
    assert!(other.is_empty(), "{other:?}");
    assert!(ignored.iter().all(|finding| finding["rule"] != "openapi/http-basic"), "{ignored:?}");
    assert!(commented.is_empty(), "{commented:?}");
}
