//! Two versions of a document, and a call of the tool on them.
#![allow(dead_code, reason = "each test file uses its part")]
#![allow(clippy::expect_used, clippy::panic, clippy::format_collect, reason = "tests")]

use std::sync::Arc;

use architect_core::{CheckOptions, Context, DocumentInput, RuleIndex, Severity, Tool};
use architect_openapi::tool::{diff_openapi, validate_openapi};
use architect_openapi::{DiffOpenapi, ValidateOpenapi};

pub(crate) fn context() -> Context {
    let rules = architect_core::rules::RULES
        .iter()
        .chain(architect_openapi::RULES)
        .chain(architect_openapi::diff::rules::RULES)
        .copied();
    Context::new(Arc::new(RuleIndex::new(rules)))
}

/// The base and the revision of a text whose lines begin with ` `, `-` or `+`.
pub(crate) fn versions(text: &str) -> (String, String) {
    let of = |gone: char| -> String {
        let lines = text.lines().filter(|line| !line.starts_with(gone));
        lines.map(|line| format!("{}\n", line.get(1..).unwrap_or_default())).collect()
    };
    (of('+'), of('-'))
}

pub(crate) fn diff(base: &str, revision: &str, select: &[&str]) -> diff_openapi::Output {
    let options = CheckOptions {
        select: select.iter().map(ToString::to_string).collect(),
        limit: Some(10_000),
        ..CheckOptions::default()
    };
    let input = diff_openapi::Input { base: base.to_owned(), revision: revision.to_owned(), options };
    DiffOpenapi.call(input, &context()).expect("a report")
}

/// `severity rule: message` of every finding of a change written with ` `, `-` and `+`.
pub(crate) fn told(text: &str) -> Vec<String> {
    let (base, revision) = versions(text);
    lines(&diff(&base, &revision, &[]))
}

pub(crate) fn lines(output: &diff_openapi::Output) -> Vec<String> {
    let line = |finding: &architect_core::report::ReportedFinding| {
        format!("{} {}: {}", finding.severity, finding.rule.trim_start_matches("openapi/"), finding.message)
    };
    output.report.findings.iter().map(line).collect()
}

/// What the specification has against a document.
pub(crate) fn faults(text: &str) -> Vec<String> {
    let input = validate_openapi::Input {
        document: DocumentInput { path: None, content: Some(text.to_owned()) },
        scope: validate_openapi::Scope::Structure,
        ..validate_openapi::Input::default()
    };
    let output = ValidateOpenapi.call(input, &context()).expect("a report");
    let findings = output.report.findings.into_iter().filter(|finding| finding.severity == Severity::Error);
    findings.map(|finding| finding.message).collect()
}
