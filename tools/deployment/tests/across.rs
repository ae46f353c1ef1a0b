//! What code, image and deployment say of each other, through the front door.

// What is missing in a test is its failure.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use std::sync::Arc;

use architect_core::report::Report;
use architect_core::{CheckOptions, Context, DocumentInput, MemoryFiles, RuleIndex, Tool};
use architect_deployment::tool::lint_deployment::Input;
use architect_deployment::{LintDeployment, RULES, across};

fn lint(files: Vec<(String, String)>, path: &str) -> Report {
    let rules = RULES.iter().chain(across::RULES).chain(architect_core::rules::RULES).copied();
    let context = Context::new(Arc::new(RuleIndex::new(rules))).with_files(Arc::new(MemoryFiles::new(files)));
    let input = Input {
        document: DocumentInput { path: Some(path.to_owned()), content: None },
        options: CheckOptions { limit: Some(1000), ..CheckOptions::default() },
        ..Input::default()
    };
    LintDeployment.call(input, &context).expect("a deployment").report
}

/// The files of an example: each begins with a line `=== its/path`.
fn files(text: &str) -> Vec<(String, String)> {
    let parts = text.split("=== ").filter(|part| !part.trim().is_empty());
    let file = |part: &str| part.split_once('\n').map(|(path, text)| (path.trim().to_owned(), text.to_owned()));
    parts.map(|part| file(part).expect("a path and a text")).collect()
}

fn told(report: &Report) -> Vec<String> {
    report.findings.iter().map(|finding| format!("{}: {}", finding.rule, finding.message)).collect()
}

#[test]
fn every_example_of_every_rule_holds() {
    let mut wrong = Vec::new();

    for meta in across::RULES {
        let id = meta.id.as_str();
        let docs = meta.documentation();
        assert!(!docs.bad.is_empty() && !docs.good.is_empty(), "{id} lacks an example");
        assert!(meta.summary().len() <= 280, "{id}: the summary has {} bytes", meta.summary().len());
        for (example, bad) in docs.bad.iter().map(|e| (e, true)).chain(docs.good.iter().map(|e| (e, false))) {
            let report = lint(files(&example.text), ".");
            let found = told(&report);
            let own = |finding: &String| finding.strip_prefix(id).is_some_and(|rest| rest.starts_with(':'));
            let right = if bad { !found.is_empty() && found.iter().all(own) } else { found.is_empty() };
            let both = report.findings.iter().all(|finding| !finding.related.is_empty());
            if !right || !both || !report.gaps.is_empty() {
                let gaps: Vec<&str> = report.gaps.iter().map(|gap| gap.reason.as_str()).collect();
                wrong.push(format!("{id} {}: {found:#?} {gaps:?}", if bad { "bad" } else { "good" }));
            }
        }
    }

    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
