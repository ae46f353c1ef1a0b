//! Every example of every rule is run: a bad one gives findings of its rule and of no other, a good one gives none.

// What is missing in a test is its failure.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use std::sync::Arc;

use architect_container::tool::lint_dockerfile::Input;
use architect_container::{LintDockerfile, RULES};
use architect_core::{CheckOptions, Context, DocumentInput, Example, MemoryFiles, RuleIndex, Tool};

fn context() -> Context {
    Context::new(Arc::new(RuleIndex::new(RULES.iter().copied().chain(architect_core::rules::RULES.iter().copied()))))
}

/// An example of the kind `project` holds the files around the Dockerfile, each behind a line `# file: PATH`.
fn opened(example: &Example) -> (DocumentInput, Context) {
    if example.attributes.first().is_none_or(|kind| kind != "project") {
        return (DocumentInput { content: Some(example.text.clone()), path: None }, context());
    }
    let mut files = vec![("Dockerfile".to_owned(), String::new())];
    for line in example.text.split_inclusive('\n') {
        match line.strip_prefix("# file: ") {
            Some(path) => files.push((path.trim().to_owned(), String::new())),
            None => files.last_mut().expect("the Dockerfile").1.push_str(line),
        }
    }
    let context = context().with_files(Arc::new(MemoryFiles::new(files)));
    (DocumentInput { content: None, path: Some("Dockerfile".to_owned()) }, context)
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
        for (example, bad) in docs.bad.iter().map(|e| (e, true)).chain(docs.good.iter().map(|e| (e, false))) {
            let (document, context) = opened(example);
            let input = Input { document, options: CheckOptions { select: select(id), ..CheckOptions::default() } };
            let report = LintDockerfile.call(input, &context).expect("an example is a Dockerfile").report;
            let rules: Vec<&str> = report.findings.iter().map(|finding| finding.rule.as_str()).collect();
            let right =
                if bad { !rules.is_empty() && rules.iter().all(|rule| *rule == id) } else { rules.is_empty() };
            if !right || !report.gaps.is_empty() {
                wrong.push(format!("{id} {}: {rules:?}", if bad { "bad" } else { "good" }));
            }
        }
    }

    assert!(wrong.is_empty(), "{wrong:#?}");
}
