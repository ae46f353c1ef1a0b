//! Every example in the documentation of a rule about changes does what the documentation says.
//!
//! An example is a document with the lines that go (`-`) and come (`+`): the base and the revision in one text.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot be set up has failed")]

mod changes;

use architect_core::Example;
use architect_openapi::diff::rules::RULES;
use changes::{diff, versions};

fn run(example: &Example, select: &[&str]) -> (Vec<String>, Vec<String>) {
    assert_eq!((example.language.as_str(), example.attributes.as_slice()), ("diff", &["openapi".to_owned()][..]));
    let (base, revision) = versions(&example.text);
    let output = diff(&base, &revision, select);
    let mut rules: Vec<String> = output.report.findings.iter().map(|finding| finding.rule.clone()).collect();
    rules.sort();
    rules.dedup();
    (rules, output.report.gaps.into_iter().map(|gap| gap.reason).collect())
}

#[test]
fn every_bad_example_gives_its_rule_and_no_other() {
    for rule in RULES {
        let docs = rule.documentation();
        let select = if rule.default { vec![] } else { vec![rule.id.as_str()] };
        assert!(!docs.bad.is_empty(), "{} has no bad example", rule.id);
        for example in docs.bad {
            assert_eq!(run(&example, &select), (vec![rule.id.to_string()], vec![]), "{}\n{}", rule.id, example.text);
        }
    }
}

#[test]
fn every_good_example_is_silent() {
    for rule in RULES {
        let docs = rule.documentation();
        let select = if rule.default { vec![] } else { vec![rule.id.as_str()] };
        assert!(!docs.good.is_empty(), "{} has no good example", rule.id);
        for example in docs.good {
            let (rules, gaps) = run(&example, &select);
            let harmless = |rule: &String| matches!(rule.as_str(), "openapi/renamed-operation");
            assert!(rules.iter().all(harmless), "{}: {rules:?}\n{}", rule.id, example.text);
            assert_eq!(gaps, [""; 0], "{}", rule.id);
        }
    }
}

#[test]
fn every_example_is_a_valid_document_twice() {
    for rule in RULES {
        let docs = rule.documentation();
        for example in docs.bad.iter().chain(&docs.good) {
            let (base, revision) = versions(&example.text);
            for text in [base, revision] {
                assert_eq!(changes::faults(&text), [""; 0], "{}\n{text}", rule.id);
            }
        }
    }
}
