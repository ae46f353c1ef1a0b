//! A call of the tool on a text, as a server would make it.
#![allow(dead_code, reason = "each test file uses its part")]
#![allow(clippy::expect_used, clippy::panic, clippy::format_push_string, reason = "tests")]

pub(crate) mod rulesets;

use std::sync::Arc;

use architect_core::{CheckOptions, Context, DocumentInput, MemoryFiles, RuleIndex, Tool, ToolError};
use architect_openapi::tool::validate_openapi::{Input, Output, Scope, ValidateOpenapi};

pub(crate) fn context() -> Context {
    let rules = architect_core::rules::RULES.iter().chain(architect_openapi::RULES).copied();
    Context::new(Arc::new(RuleIndex::new(rules)))
}

pub(crate) fn try_check(text: &str, scope: Scope, options: CheckOptions) -> Result<Output, ToolError> {
    let document = DocumentInput { path: None, content: Some(text.to_owned()) };
    ValidateOpenapi.call(Input { document, scope, options, ..Input::default() }, &context())
}

pub(crate) fn check(text: &str) -> Output {
    try_check(text, Scope::All, CheckOptions { limit: Some(1000), ..CheckOptions::default() }).expect("a report")
}

pub(crate) fn structure(text: &str) -> Output {
    try_check(text, Scope::Structure, CheckOptions { limit: Some(1000), ..CheckOptions::default() })
        .expect("a report")
}

pub(crate) fn select(text: &str, rule: &str) -> Output {
    let options = CheckOptions { limit: Some(1000), select: vec![rule.to_owned()], ..CheckOptions::default() };
    try_check(text, Scope::All, options).expect("a report")
}

pub(crate) fn check_file(name: &str, text: &str) -> Output {
    let document = DocumentInput { path: Some(name.to_owned()), content: None };
    let context = context().with_files(Arc::new(MemoryFiles::new([(name, text)])));
    let options = CheckOptions { limit: Some(1000), ..CheckOptions::default() };
    ValidateOpenapi.call(Input { document, options, ..Input::default() }, &context).expect("a report")
}

/// `line:column rule subject: message` for each finding, and the gaps.
pub(crate) fn lines(output: &Output) -> String {
    let mut text = format!("{}\n", output.report.summary);
    for finding in &output.report.findings {
        text.push_str(&format!(
            "{}:{} {} {} [{}]: {}\n",
            finding.location.line,
            finding.location.column,
            finding.severity,
            finding.rule,
            finding.subject,
            finding.message
        ));
        if let Some(help) = &finding.help {
            text.push_str(&format!("    {help}\n"));
        }
    }
    for gap in &output.report.gaps {
        text.push_str(&format!("gap {}: {}\n", gap.line.map_or("-".to_owned(), |line| line.to_string()), gap.reason));
    }
    text
}

/// The places of a rule's findings, as `line:column subject`.
pub(crate) fn found(rule: &str, text: &str) -> Vec<String> {
    let report = select(text, rule).report;
    let line = |finding: &architect_core::report::ReportedFinding| {
        format!("{}:{} {}", finding.location.line, finding.location.column, finding.subject)
    };
    report.findings.iter().map(line).collect()
}

/// What a rule's findings say to do.
pub(crate) fn helps(rule: &str, text: &str) -> Vec<String> {
    let report = select(text, rule).report;
    report.findings.iter().map(|finding| finding.help.clone().unwrap_or_default()).collect()
}

/// The head of a document.
pub(crate) const HEAD: &str = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\n";

/// A document of schemas.
pub(crate) fn schemas(rest: &str) -> String {
    format!("{HEAD}components:\n  schemas:\n{rest}")
}
