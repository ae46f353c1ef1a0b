//! `generate_dockerfile` over the files of a hostile project: always an answer or an error, the same answer again, and
//! nothing in what is generated that our own linter calls an error. The files stand in one text, parted by form feeds;
//! the first line of each is its path.
#![no_main]

use std::sync::{Arc, LazyLock};

use architect_container::tool::{generate_dockerfile, lint_dockerfile};
use architect_container::{GenerateDockerfile, LintDockerfile, RULES};
use architect_core::{CheckOptions, Context, DocumentInput, MemoryFiles, RuleIndex, Severity, Tool};
use libfuzzer_sys::fuzz_target;

static RULE_INDEX: LazyLock<Arc<RuleIndex>> = LazyLock::new(|| {
    let rules = architect_core::rules::RULES.iter().chain(RULES).copied();
    Arc::new(RuleIndex::new(rules))
});

fuzz_target!(|text: &str| {
    let files: Vec<(String, String)> = text
        .split('\u{c}')
        .map(|part| part.split_once('\n').unwrap_or((part, "")))
        .filter(|(path, _)| !path.trim().is_empty() && !path.starts_with('/') && !path.contains(".."))
        .map(|(path, content)| (path.to_owned(), content.to_owned()))
        .collect();
    let given = files.iter().any(|(path, _)| path.ends_with("ockerfile") || path.ends_with("Containerfile"));
    let context = Context::new(RULE_INDEX.clone()).with_files(Arc::new(MemoryFiles::new(files)));
    let answer = || {
        let input = generate_dockerfile::Input { path: Some(".".to_owned()), ..Default::default() };
        GenerateDockerfile.call(input, &context).ok().map(|output| serde_json::to_string(&output).expect("an answer"))
    };
    let first = answer();
    assert_eq!(first, answer());
    let output: Option<generate_dockerfile::Output> = first.map(|text| serde_json::from_str(&text).expect("an answer"));
    // What was its author's is the author's, faults of it too.
    let Some(dockerfile) = output.and_then(|output| output.dockerfile).filter(|_| !given) else { return };
    let input = lint_dockerfile::Input {
        document: DocumentInput { content: Some(dockerfile.clone()), ..DocumentInput::default() },
        options: CheckOptions { limit: Some(1000), ..CheckOptions::default() },
    };
    let report = LintDockerfile.call(input, &context).expect("a Dockerfile").report;
    for finding in &report.findings {
        assert!(finding.severity != Severity::Error, "{}: {}\n{dockerfile}", finding.rule, finding.message);
    }
});
