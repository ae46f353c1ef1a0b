//! `architect.toml` at a root.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::fs;

use serde_json::json;
use support::{ask, over, rules_of};

const SCHEMA: &str = "CREATE TABLE account (id bigint PRIMARY KEY, balance double precision NOT NULL);\n";

fn project(configuration: &str) -> tempfile::TempDir {
    let root = tempfile::TempDir::new().unwrap();
    fs::write(root.path().join("architect.toml"), configuration).unwrap();
    fs::write(root.path().join("schema.sql"), SCHEMA).unwrap();
    root
}

#[test]
fn rules_are_chosen_and_graded() {
    let plain = project("");
    let graded = project("[rules.severity]\n\"sql/float-money\" = \"error\"\n");
    let ignored = project("[rules]\nignore = [\"sql/float-money\"]\n");
    let lint = |root: &tempfile::TempDir| {
        ask(&over(root.path()), "lint_sql_schema", json!({ "path": "schema.sql" })).unwrap()
    };

    assert!(rules_of(&lint(&plain)).contains(&"sql/float-money".to_owned()));
    let finding = lint(&graded)["findings"][0].clone();
    assert_eq!((finding["rule"].as_str(), finding["severity"].as_str()), (Some("sql/float-money"), Some("error")));
    assert!(!rules_of(&lint(&ignored)).contains(&"sql/float-money".to_owned()));
}

#[test]
fn the_dialect_comes_from_the_file_unless_the_call_says_otherwise() {
    let root = project("[sql]\ndialect = \"sqlite\"\n");

    let from_file = ask(&over(root.path()), "lint_sql_schema", json!({ "path": "schema.sql" })).unwrap();
    let said =
        ask(&over(root.path()), "lint_sql_schema", json!({ "path": "schema.sql", "dialect": "mysql" })).unwrap();

    assert_eq!(
        (from_file["dialect"].as_str(), from_file["dialect_from"].as_str()),
        (Some("sqlite"), Some("architect.toml"))
    );
    assert_eq!((said["dialect"].as_str(), said["dialect_from"].as_str()), (Some("mysql"), Some("argument")));
}

#[test]
fn a_ruleset_for_openapi_lies_beside_the_file() {
    let root = project("[openapi]\nruleset = \"style/.spectral.yaml\"\n");
    fs::write(root.path().join("openapi.yaml"), "openapi: 3.1.0\ninfo: {title: t, version: v1}\npaths: {}\n")
        .unwrap();
    fs::create_dir(root.path().join("style")).unwrap();
    let ruleset = "rules:\n  version: {given: $.info.version, message: wrong, then: {function: falsy}}\n";
    fs::write(root.path().join("style/.spectral.yaml"), ruleset).unwrap();

    let validated = ask(&over(root.path()), "validate_openapi", json!({ "path": "openapi.yaml" })).unwrap();
    let reviewed = ask(&over(root.path()), "review_project", json!({ "fields": ["openapi"] })).unwrap();
    fs::write(root.path().join("architect.toml"), "[openapi]\nruleset = \"missing.yaml\"\n").unwrap();
    let missing = ask(&over(root.path()), "review_project", json!({ "fields": ["openapi"] })).unwrap_err();

    assert_eq!(rules_of(&validated), ["ruleset/version"]);
    assert_eq!(rules_of(&reviewed), ["ruleset/version"]);
    assert_eq!(missing.message, "there is no file `missing.yaml`");
}

#[test]
fn a_wrong_key_is_an_error_with_its_place_and_the_nearest_right_key() {
    let root = project("[sql]\n  dialekt = \"sqlite\"\n");
    let registry = over(root.path());

    let error = ask(&registry, "lint_sql_schema", json!({ "path": "schema.sql" })).unwrap_err();
    let explained = ask(&registry, "explain", json!({}));

    assert_eq!(error.message, "architect.toml:2:3: [sql] has no key `dialekt`");
    assert_eq!(error.help.as_deref(), Some("did you mean `dialect`?"));
    assert!(explained.is_ok(), "explain answers even so");
}

#[test]
fn an_ignore_comment_silences_one_place() {
    let root = project("");
    let text = format!("-- architect:ignore sql/float-money -- a test balance\n{SCHEMA}");
    fs::write(root.path().join("schema.sql"), text).unwrap();

    let answer = ask(&over(root.path()), "lint_sql_schema", json!({ "path": "schema.sql" })).unwrap();

    assert_eq!(rules_of(&answer), Vec::<String>::new(), "{answer}");
}

#[test]
fn the_configuration_that_the_profile_and_the_readme_show_is_understood() {
    let section = architect_profile::profile().unwrap().section("configuration").unwrap().body;
    let readme = include_str!("../README.md");
    let mut tried = 0;

    for text in [section, readme] {
        for block in text.split("```toml\n").skip(1) {
            let example = block.split("```").next().unwrap();
            let root = project(example);
            ask(&over(root.path()), "lint_sql_schema", json!({ "path": "schema.sql" }))
                .unwrap_or_else(|error| panic!("{error}\n{example}"));
            tried += 1;
        }
    }

    assert_eq!(tried, 2);
}
