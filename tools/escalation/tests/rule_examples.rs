//! Every example in the documentation of a rule does what the documentation says.

use std::sync::Arc;

use architect_core::{Context, RuleIndex, Tool};
use architect_escalation::tool::check_escalation::{Input, Output};
use architect_escalation::{CheckEscalation, RULES};

fn check(language: &str, text: &str) -> Output {
    let input = match language {
        "diff" => Input { diff: Some(text.to_owned()), ..Input::default() },
        "text" => Input { description: Some(text.to_owned()), ..Input::default() },
        other => panic!("an example in {other} cannot be run"),
    };
    let context = Context::new(Arc::new(RuleIndex::new(RULES.iter().copied())));
    CheckEscalation.call(input, &context).unwrap()
}

fn evidence(output: &Output) -> Vec<String> {
    let mut rules: Vec<String> =
        output.triggers.iter().flat_map(|report| &report.evidence).map(|evidence| evidence.rule.clone()).collect();
    rules.sort();
    rules.dedup();
    rules
}

#[test]
fn every_bad_example_raises_its_rule_and_no_other() {
    for rule in RULES {
        let docs = rule.documentation();
        assert!(!docs.bad.is_empty(), "{} has no bad example", rule.id);
        for example in docs.bad {
            let output = check(&example.language, &example.text);

            assert_eq!(evidence(&output), [rule.id.as_str()], "{}: {output:#?}", rule.id);
        }
    }
}

#[test]
fn every_good_example_raises_nothing_and_hides_nothing() {
    for rule in RULES {
        let docs = rule.documentation();
        assert!(!docs.good.is_empty(), "{} has no good example", rule.id);
        for example in docs.good {
            let output = check(&example.language, &example.text);

            assert_eq!(evidence(&output), [""; 0], "{}: {output:#?}", rule.id);
            assert!(output.gaps.is_empty(), "{}: {:?}", rule.id, output.gaps);
        }
    }
}

#[test]
fn rules_are_listed_in_order_and_once() {
    let ids: Vec<&str> = RULES.iter().map(|rule| rule.id.as_str()).collect();

    let mut sorted = ids.clone();
    sorted.sort_unstable();
    sorted.dedup();

    assert_eq!(ids.len(), sorted.len());
    assert!(ids.iter().all(|id| id.starts_with("escalation/")));
}
