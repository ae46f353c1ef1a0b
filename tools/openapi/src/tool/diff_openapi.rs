//! `diff_openapi`: what changes for the clients of an API.

use architect_core::rules::unused_ignore::UnusedIgnore;
use architect_core::{
    CheckOptions, Context, Declared as _, DocumentInput, Gap, Report, Sink, Source, Tool, ToolError, rule,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::Api;
use crate::diff::{self, Advice, Comparison};
use crate::{group, rules};

use super::validate_openapi::suppressions;

/// Tells what changes for the clients of an API.
#[derive(Debug, Clone, Copy, Default)]
pub struct DiffOpenapi;

/// Arguments of `diff_openapi`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct Input {
    /// The document before: a path, `git:REV:path` (e.g. `git:main:openapi.yaml`), or the text itself.
    pub base: String,
    /// The document after, likewise.
    pub revision: String,
    /// Which rules, and which part of the answer.
    #[serde(flatten)]
    pub options: CheckOptions,
}

/// Answer of `diff_openapi`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Output {
    /// Findings (error: breaking, warning: risky, info: safe) and gaps.
    #[serde(flatten)]
    pub report: Report,
    /// Number of breaking changes, before any was left out.
    pub breaking: usize,
    /// Number of risky ones.
    pub risky: usize,
    /// Number of safe ones.
    pub safe: usize,
    /// `info.version` of the base.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_version: Option<String>,
    /// `info.version` of the revision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision_version: Option<String>,
    /// Least version that the changes ask for, where the base's is a semantic one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suggested_version: Option<String>,
}

impl Tool for DiffOpenapi {
    const NAME: &'static str = "diff_openapi";
    const TITLE: &'static str = "Find breaking API changes";
    const DESCRIPTION: &'static str = "Compares two versions of an OpenAPI document and tells what changes for \
        clients: error = breaking, warning = risky, info = safe. What clients send may be loosened, what they receive \
        may be narrowed. Each change once, with its places and the operations it concerns, and the version that is \
        due. base and revision: path, git:REV:path, or the text. Use before merging a change of an API.";
    type Input = Input;
    type Output = Output;

    fn call(&self, input: Input, context: &Context) -> Result<Output, ToolError> {
        let path = path_of(&input.revision).or(path_of(&input.base));
        let selection = context.selection(&input.options, path)?;
        // Ignore comments speak of one document; whether they fit a change depends on the other.
        let selection = selection.without(rules::RULES.iter().copied()).without([UnusedIgnore::META]);
        let base = open(&input.base, BASE, context)?;
        let revision = open(&input.revision, REVISION, context)?;
        let mut sink = Sink::new(selection);
        let comparison = Comparison::new(base, revision, context)?;
        sink.gaps(comparison.gaps().iter().cloned());
        if !sink.selection().runs_any(diff::rules::RULES.iter().copied()) {
            let name = comparison.revision.document.source().name();
            sink.gap(Gap::of_source(name, "no rule about changes was selected"));
        }
        rule::run(diff::rules::CHANGES, &comparison, &mut sink, context)?;
        for file in comparison.base.files().chain(comparison.revision.files()) {
            suppressions(file).apply(file.source(), &mut sink, context.rules());
        }
        let (findings, gaps) = sink.finish();
        let findings = group::fold(findings, |number| number.to_string());
        let (breaking, risky, safe) = comparison.grades();
        let advice = comparison.advice();
        let report = Report::new(&describe(&comparison, &advice), &findings, &gaps, &input.options);
        Ok(Output {
            report,
            breaking,
            risky,
            safe,
            base_version: advice.base,
            revision_version: advice.revision,
            suggested_version: advice.least,
        })
    }
}

/// The names of documents whose texts came in the call.
const BASE: &str = "base";
const REVISION: &str = "revision";

/// The path, where an argument is one: a text of a document has a line break, or begins with a brace.
fn path_of(argument: &str) -> Option<&str> {
    (!argument.contains('\n') && !argument.trim_start().starts_with('{')).then_some(argument)
}

fn open(argument: &str, name: &str, context: &Context) -> Result<Api, ToolError> {
    if let Some(path) = path_of(argument) {
        if path.trim().is_empty() {
            return Err(ToolError::invalid_input(format!("`{name}` is empty"))
                .help("give a path, `git:REV:path`, or the text of an OpenAPI document"));
        }
        return Api::open(&DocumentInput { path: Some(path.to_owned()), content: None }, context);
    }
    context.limits().admit(name, argument.len())?;
    Api::read(&Source::new(name, argument.to_owned()), context.limits())
}

fn describe(comparison: &Comparison, advice: &Advice) -> String {
    let name = |api: &Api| api.document.source().name().to_owned();
    let mut text = format!("{} → {}", name(&comparison.base), name(&comparison.revision));
    match (&advice.shortfall, &advice.least, &advice.revision) {
        (Some((_, shortfall)), ..) => text = format!("{text} ({shortfall})"),
        (None, Some(least), revision) if revision.as_ref() != Some(least) => {
            text = format!("{text} (asks for {least} at least)");
        }
        _ => {}
    }
    text
}
