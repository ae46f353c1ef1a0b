//! The example system: what its README promises about its warts and its changes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::collections::BTreeMap;
use std::fs;

use serde_json::{Value, json};
use support::{ask, over, shop};

#[test]
fn a_review_finds_the_artefacts_and_puts_the_worst_first() {
    let answer = ask(&over(&shop()), "review_project", json!({ "limit": 1_000 })).unwrap();

    let artefacts: Vec<String> = answer["artefacts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|artefact| {
            format!(
                "{} {} errors={} warnings={} others={}",
                artefact["tool"].as_str().unwrap(),
                artefact["source"].as_str().unwrap(),
                artefact["errors"],
                artefact["warnings"],
                artefact["others"]
            )
        })
        .collect();
    insta::assert_json_snapshot!("shop_artefacts", artefacts);
    let errors: Vec<u64> =
        answer["artefacts"].as_array().unwrap().iter().map(|artefact| artefact["errors"].as_u64().unwrap()).collect();
    assert!(errors.windows(2).all(|pair| pair[0] >= pair[1]), "{errors:?}");
    assert_eq!(answer["total"].as_u64(), answer["findings"].as_array().map(|findings| findings.len() as u64));
}

#[test]
fn each_wart_is_found_where_it_is() {
    let answer = ask(&over(&shop()), "review_project", json!({ "limit": 1_000 })).unwrap();

    let mut by_source: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for finding in answer["findings"].as_array().unwrap() {
        by_source.entry(finding["location"]["source"].as_str().unwrap().to_owned()).or_default().push(format!(
            "{}:{} {} {} [{}]",
            finding["location"]["line"],
            finding["severity"].as_str().unwrap(),
            finding["rule"].as_str().unwrap(),
            finding["message"].as_str().unwrap(),
            finding["subject"].as_str().unwrap(),
        ));
    }

    insta::assert_json_snapshot!("shop_findings", by_source);
}

#[test]
fn the_diagram_beside_the_schema_is_that_of_the_schema() {
    let answer =
        ask(&over(&shop()), "describe_schema", json!({ "path": "db/schema.sql", "format": "mermaid" })).unwrap();

    let drawn = fs::read_to_string(shop().join("db/diagram.md")).unwrap();
    let drawn = drawn.split_once("```mermaid\n").and_then(|(_, rest)| rest.split_once("```")).unwrap().0;

    assert_eq!(answer["text"].as_str().unwrap(), drawn);
    assert_eq!(answer["gaps"], json!([]));
}

#[test]
fn each_change_is_raised_for_what_it_is_and_harmless_ones_pass() {
    let registry = over(&shop());
    let mut verdicts: BTreeMap<String, Vec<String>> = BTreeMap::new();

    for entry in fs::read_dir(shop().join("changes")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "diff") {
            continue;
        }
        let diff = fs::read_to_string(&path).unwrap();
        let answer = ask(&registry, "check_escalation", json!({ "diff": diff })).unwrap();
        let row = answer["triggers"].as_array().unwrap().iter().map(|trigger| {
            format!("{}: {}", trigger["trigger"].as_str().unwrap(), trigger["verdict"].as_str().unwrap())
        });
        verdicts.insert(path.file_stem().unwrap().to_string_lossy().into_owned(), row.collect());
    }

    insta::assert_json_snapshot!("shop_verdicts", verdicts);
    let raised = |change: &str, trigger: &str| {
        assert!(verdicts[change].contains(&format!("{trigger}: required")), "{change}: {:?}", verdicts[change]);
    };
    raised("drop-legacy-columns", "data_loss");
    raised("add-google-login", "authentication");
    raised("remove-guard", "authentication");
    raised("split-payments-service", "architecture");
    raised("add-stripe", "third_party_cost");
    for harmless in ["fix-typo", "bump-express"] {
        assert!(verdicts[harmless].iter().all(|verdict| verdict.ends_with(": clear")), "{:?}", verdicts[harmless]);
    }
}

#[test]
fn every_change_still_applies_to_the_shop() {
    let mut applied = 0;

    for entry in fs::read_dir(shop().join("changes")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "diff") {
            continue;
        }
        let diff = fs::read_to_string(&path).unwrap();
        let patches = diffy::patch_set::PatchSet::parse(&diff, diffy::patch_set::ParseOptions::gitdiff());
        for file in patches {
            let file = file.unwrap();
            let Some(patch) = file.patch().as_text() else { continue };
            let before = match file.operation() {
                diffy::patch_set::FileOperation::Create(_) => String::new(),
                diffy::patch_set::FileOperation::Modify { original, .. } => {
                    fs::read_to_string(shop().join(original.strip_prefix("a/").unwrap_or(original))).unwrap()
                }
                other => panic!("{}: {other:?} is not expected in the shop's changes", path.display()),
            };
            diffy::apply(&before, patch).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            applied += 1;
        }
    }

    assert!(applied > 10, "{applied} patches were tried");
}

#[test]
fn a_dockerfile_is_written_for_each_stack_and_is_clean_under_the_linter() {
    let registry = over(&shop());

    for service in ["storefront", "catalog", "orders", "billing", "inventory"] {
        let answer = ask(&registry, "generate_dockerfile", json!({ "path": format!("services/{service}") })).unwrap();
        let text = answer["dockerfile"].as_str().unwrap_or_default();
        assert!(
            text.starts_with("# syntax") || text.contains("\nFROM ") || text.starts_with("FROM "),
            "{service}: {answer}"
        );
        insta::assert_snapshot!(format!("shop_dockerfile_{service}"), text);
        let lint = ask(&registry, "lint_dockerfile", json!({ "content": text })).unwrap();
        assert_eq!(lint["findings"], Value::Array(Vec::new()), "{service}: {lint}");
    }
}
