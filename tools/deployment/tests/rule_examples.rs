//! Every example of every rule is run: a bad one gives findings of its rule and of no other, a good one gives none.

// What is missing in a test is its failure.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use std::sync::Arc;

use architect_core::{CheckOptions, Context, DocumentInput, RuleIndex, Tool};
use architect_deployment::tool::lint_deployment::Input;
use architect_deployment::{LintDeployment, RULES};

fn context() -> Context {
    Context::new(Arc::new(RuleIndex::new(RULES.iter().copied().chain(architect_core::rules::RULES.iter().copied()))))
}

/// The default rules and the rule itself.
fn select(rule: &str) -> Vec<String> {
    let defaults = RULES.iter().filter(|meta| meta.default).map(|meta| meta.id.to_string());
    defaults.chain([rule.to_owned(), "core".to_owned()]).collect()
}

#[test]
fn every_example_of_every_rule_holds() {
    let mut wrong = Vec::new();

    for meta in RULES {
        let id = meta.id.as_str();
        let docs = meta.documentation();
        assert!(!docs.bad.is_empty() && !docs.good.is_empty(), "{id} lacks an example");
        assert!(docs.section("Why it matters").is_some(), "{id} does not say why it matters");
        assert!(meta.summary().len() <= 280, "{id}: the summary has {} bytes", meta.summary().len());
        for (example, bad) in docs.bad.iter().map(|e| (e, true)).chain(docs.good.iter().map(|e| (e, false))) {
            let kind = example.attributes.first().map(String::as_str);
            assert!(matches!(kind, Some("kubernetes" | "compose")), "{id}: an example of {kind:?}");
            let input = Input {
                document: DocumentInput { content: Some(example.text.clone()), path: None },
                options: CheckOptions { select: select(id), limit: Some(1000), ..CheckOptions::default() },
                ..Input::default()
            };
            let report = LintDeployment.call(input, &context()).expect("an example is a deployment").report;
            let rules: Vec<String> =
                report.findings.iter().map(|finding| format!("{}: {}", finding.rule, finding.message)).collect();
            let own = |finding: &String| finding.strip_prefix(id).is_some_and(|rest| rest.starts_with(':'));
            let right = if bad { !rules.is_empty() && rules.iter().all(own) } else { rules.is_empty() };
            if !right || !report.gaps.is_empty() {
                let gaps: Vec<&str> = report.gaps.iter().map(|gap| gap.reason.as_str()).collect();
                wrong.push(format!("{id} {}: {rules:#?} {gaps:?}", if bad { "bad" } else { "good" }));
            }
        }
    }

    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
