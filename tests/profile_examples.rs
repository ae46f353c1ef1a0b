//! The profile's own examples keep the rules that the profile preaches: what a model copies from them is clean.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use serde_json::{Value, json};
use support::{ask, without_files};

/// The fenced blocks of the profile's sections, formats and skill, with the language of their fence.
fn blocks() -> Vec<(String, String, String)> {
    let profile = architect_profile::profile().unwrap();
    let pages =
        profile.sections().iter().chain(profile.formats()).map(|page| (page.id.clone(), page.body.to_owned()));
    let skill = profile.skill().files.iter().map(|file| (file.path.clone(), file.text.to_owned()));
    let mut blocks = Vec::new();
    for (name, text) in pages.chain(skill) {
        let mut open: Option<(String, String)> = None;
        for line in text.lines() {
            match (line.trim_start().strip_prefix("```"), open.take()) {
                (Some(language), None) => open = Some((language.trim().to_owned(), String::new())),
                (Some(_), Some((language, body))) => blocks.push((name.clone(), language, body)),
                (None, Some((language, body))) => open = Some((language, format!("{body}{line}\n"))),
                (None, None) => {}
            }
        }
    }
    blocks
}

#[test]
fn every_example_of_the_profile_is_clean_under_its_tool() {
    let registry = without_files();
    let mut checked = Vec::new();

    for (name, language, text) in blocks() {
        let (tool, arguments) = match language.as_str() {
            "sql" => ("lint_sql_schema", json!({ "content": text, "dialect": "postgresql" })),
            "yaml" if text.contains("openapi:") => ("validate_openapi", json!({ "content": text })),
            "dockerfile" => ("lint_dockerfile", json!({ "content": text })),
            _ => continue,
        };
        let answer = ask(&registry, tool, arguments).unwrap();
        assert_eq!(answer["findings"], Value::Array(Vec::new()), "{tool} on an example of {name}:\n{text}");
        checked.push(tool);
    }

    for tool in ["lint_sql_schema", "validate_openapi", "lint_dockerfile"] {
        assert!(checked.contains(&tool), "no example was given to {tool}");
    }
}
