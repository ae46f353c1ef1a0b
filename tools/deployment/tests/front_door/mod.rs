//! The way into the tool that the tests share.

use std::sync::Arc;

use architect_core::{CheckOptions, Context, DocumentInput, MemoryFiles, RuleIndex, Tool, ToolError};
use architect_deployment::tool::lint_deployment::{Input, Output};
use architect_deployment::{LintDeployment, RULES};

fn context() -> Context {
    Context::new(Arc::new(RuleIndex::new(RULES.iter().copied().chain(architect_core::rules::RULES.iter().copied()))))
}

fn all() -> CheckOptions {
    CheckOptions { limit: Some(1000), ..CheckOptions::default() }
}

/// Checks a text for a release.
pub(crate) fn lint_for(text: &str, release: &str) -> Result<Output, ToolError> {
    let document = DocumentInput { content: Some(text.to_owned()), path: None };
    let input = Input { document, kubernetes_version: Some(release.to_owned()), options: all() };
    LintDeployment.call(input, &context())
}

/// Checks a text for the newest release.
pub(crate) fn lint(text: &str) -> Output {
    lint_for(text, "1.37").expect("the text is a deployment")
}

/// Checks what lies below a folder.
pub(crate) fn lint_files(files: &[(&str, &str)], folder: &str) -> Output {
    let document = DocumentInput { content: None, path: Some(folder.to_owned()) };
    let context = context().with_files(Arc::new(MemoryFiles::new(files.iter().copied())));
    let input = Input { document, options: all(), ..Input::default() };
    LintDeployment.call(input, &context).expect("the folder holds a deployment")
}

/// The rules of the findings.
pub(crate) fn rules(output: &Output) -> Vec<&str> {
    output.report.findings.iter().map(|finding| finding.rule.as_str()).collect()
}

/// The messages of the findings.
pub(crate) fn messages(output: &Output) -> Vec<&str> {
    output.report.findings.iter().map(|finding| finding.message.as_str()).collect()
}

/// The reasons of the gaps.
pub(crate) fn reasons(output: &Output) -> Vec<&str> {
    output.report.gaps.iter().map(|gap| gap.reason.as_str()).collect()
}
