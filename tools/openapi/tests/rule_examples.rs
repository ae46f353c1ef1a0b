//! Every rule's documented examples: bad gives findings of that rule and of no other, good gives none.
#![allow(clippy::panic, clippy::expect_used, reason = "tests")]

mod support;

use architect_core::CheckOptions;
use architect_core::docs::Example;
use architect_openapi::RULES;
use architect_openapi::tool::validate_openapi::{Output, Scope};

/// Checks an example with the default selection, and with the rule itself where that is not among it.
fn check(example: &Example, rule: &str, default: bool) -> Output {
    let mut select = Vec::new();
    if !default {
        select = RULES.iter().filter(|meta| meta.default).map(|meta| meta.id.as_str().to_owned()).collect();
        select.push(rule.to_owned());
    }
    let options = CheckOptions { select, limit: Some(1000), ..CheckOptions::default() };
    support::try_check(&example.text, Scope::All, options).expect("the example is an OpenAPI document")
}

#[test]
fn every_bad_example_breaks_its_rule_and_no_other() {
    let mut wrong = Vec::new();
    for meta in RULES {
        let docs = meta.documentation();
        assert!(!docs.bad.is_empty(), "{} has no bad example", meta.id);
        for example in &docs.bad {
            let output = check(example, meta.id.as_str(), meta.default);

            let rules: Vec<&str> = output.report.findings.iter().map(|finding| finding.rule.as_str()).collect();
            let only = !rules.is_empty() && rules.iter().all(|rule| *rule == meta.id.as_str());
            if !only {
                wrong.push(format!("{}\n{}\n{}", meta.id, example.text, support::lines(&output)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_good_example_is_clean() {
    let mut wrong = Vec::new();
    for meta in RULES {
        let docs = meta.documentation();
        assert!(!docs.good.is_empty(), "{} has no good example", meta.id);
        for example in &docs.good {
            let output = check(example, meta.id.as_str(), meta.default);

            let clean = output.report.findings.is_empty() && output.report.gaps.is_empty();
            if !clean {
                wrong.push(format!("{}\n{}\n{}", meta.id, example.text, support::lines(&output)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_is_documented() {
    for meta in RULES {
        let docs = meta.documentation();
        assert!(!docs.summary().is_empty(), "{} has no summary", meta.id);
        assert!(docs.section("Why it matters").is_some(), "{} does not say why it matters", meta.id);
        assert!(meta.id.as_str().starts_with("openapi/"), "{}", meta.id);
    }
}
