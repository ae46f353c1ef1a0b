//! `validate_openapi`: checks an OpenAPI document.

use architect_core::{
    CheckOptions, Context, DocumentInput, Finding, Gap, Report, RuleEntry, Sink, Suppressions, Tool, ToolError, rule,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::Api;
use crate::review::{self, Review, ReviewedItem};
use crate::ruleset::{Applied, Ruleset};
use crate::version::Version;
use crate::{diff, group, rules};
use architect_document::{File, Format, NodeId};

/// Checks an OpenAPI document.
#[derive(Debug, Clone, Copy, Default)]
pub struct ValidateOpenapi;

/// How much is checked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// Only what the specification demands.
    Structure,
    /// That, and the lints.
    #[default]
    All,
}

/// Arguments of `validate_openapi`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct Input {
    /// The document: Swagger 2.0 or OpenAPI 3.0, 3.1, 3.2, as YAML or JSON.
    #[serde(flatten)]
    pub document: DocumentInput,
    /// `structure`: only what the specification demands; `all` (default): lints too.
    #[serde(default)]
    pub scope: Scope,
    /// `owasp`: structure and the OWASP API Security Top 10 (2023), item by item, in place of the lints.
    #[serde(default)]
    pub review: Option<Review>,
    /// A Spectral ruleset, which then says what is checked: a path such as `.spectral.yaml`, or its text.
    #[serde(default)]
    pub ruleset: Option<String>,
    /// Which rules, and which part of the answer.
    #[serde(flatten)]
    pub options: CheckOptions,
}

/// Answer of `validate_openapi`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Output {
    /// Findings and gaps.
    #[serde(flatten)]
    pub report: Report,
    /// The items of the review that was asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub review: Vec<ReviewedItem>,
    /// Version of OpenAPI that the document is written in, e.g. `3.1`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub openapi_version: Option<String>,
    /// Number of operations, webhooks and callbacks included.
    pub operations: usize,
    /// How the document is written.
    pub format: Format,
}

impl Tool for ValidateOpenapi {
    const NAME: &'static str = "validate_openapi";
    const TITLE: &'static str = "Validate an OpenAPI document";
    const DESCRIPTION: &'static str = "Checks a Swagger 2.0 or OpenAPI 3.0 to 3.2 document (YAML or JSON) against the \
        specification and some seventy lints: fields, references, paths, parameters, responses, security, schemas, \
        examples. More rules run when selected. Each finding has its place and often a fix; what was not examined \
        stands in gaps. review `owasp`: the OWASP API Top 10 item by item; scope `structure`: no lints.";
    type Input = Input;
    type Output = Output;

    fn call(&self, input: Input, context: &Context) -> Result<Output, ToolError> {
        let Examined { api, findings, gaps } = examine(&input, context)?;
        let findings = group::fold(findings, |number| api.document.pointer(NodeId::at(number as usize)));
        let review = match input.review {
            Some(_) => {
                let selection = context.selection(&selecting(&input), input.document.path.as_deref())?;
                Some(review::judge(&api, &findings, &selection, gaps.is_empty()))
            }
            None => None,
        };
        let operations = api.operations().len();
        let openapi_version = api.version.map(|version| version.to_string());
        let what = describe(api.document.source().name(), api.version, operations);
        let report = Report::new(&what, &findings, &gaps, &input.options);
        let review = review.unwrap_or_default();
        Ok(Output { report, review, openapi_version, operations, format: api.document.format() })
    }
}

/// A document, and what was found in it, place by place.
#[derive(Debug)]
pub struct Examined {
    /// The document.
    pub api: Api,
    /// Findings in the order of a report, before those that repeat are folded.
    pub findings: Vec<Finding>,
    /// What was not examined.
    pub gaps: Vec<Gap>,
}

/// Checks a document as [`ValidateOpenapi`] does, up to the findings as they stand.
pub fn examine(input: &Input, context: &Context) -> Result<Examined, ToolError> {
    let ruleset = match ruleset_for(input, context)? {
        Some(given) => Some(Ruleset::open(given, context)?.apply(input.document.path.as_deref())?),
        None => None,
    };
    let api = Api::open(&input.document, context)?;
    let (findings, gaps) = match ruleset {
        Some(ruleset) => by_ruleset(&ruleset, &api, input, context)?,
        None => by_own_rules(&api, input, &selecting(input), context)?,
    };
    Ok(Examined { api, findings, gaps })
}

/// The ruleset that says what is checked: the one of the call, or the configured one. A review says that itself.
fn ruleset_for<'i>(input: &'i Input, context: &'i Context) -> Result<Option<&'i str>, ToolError> {
    let given = input.ruleset.as_deref().filter(|given| !given.trim().is_empty());
    match (input.review, given) {
        (Some(_), Some(_)) => Err(ToolError::invalid_input("both `review` and `ruleset` were given")
            .help("give one of them: each says by itself which rules run")),
        (Some(_), None) => Ok(None),
        (None, Some(given)) => Ok(Some(given)),
        (None, None) => Ok(context.config(input.document.path.as_deref()).openapi.ruleset.as_deref()),
    }
}

/// The options with the rules that a review adds to those that are selected.
fn selecting(input: &Input) -> CheckOptions {
    let mut options = input.options.clone();
    if let Some(review) = input.review {
        let structure = rules::STRUCTURE.iter().map(|entry| entry.meta);
        options.select.extend(structure.chain(review::rules(review)).map(|meta| meta.id.as_str().to_owned()));
    }
    options
}

type Found = Result<(Vec<Finding>, Vec<Gap>), ToolError>;

fn by_own_rules(api: &Api, input: &Input, options: &CheckOptions, context: &Context) -> Found {
    let selection = context.selection(options, input.document.path.as_deref())?;
    let mut sink = Sink::new(selection.without(diff::rules::RULES.iter().copied()));
    sink.gaps(api.gaps());
    let scope = if input.review.is_some() { Scope::All } else { input.scope };
    for rules in chosen(scope, api, &mut sink) {
        run(rules, api, &mut sink, context)?;
    }
    for file in api.files() {
        suppressions(file).apply(file.source(), &mut sink, context.rules());
    }
    Ok(sink.finish())
}

/// From so many nodes on, sharing the rules out costs less than it gains.
const LARGE: usize = 20_000;

fn run(rules: &[RuleEntry<Api>], api: &Api, sink: &mut Sink, context: &Context) -> Result<(), ToolError> {
    let run = if api.document.len() < LARGE { rule::run } else { rule::run_side_by_side };
    run(rules, api, sink, context)
}

/// Runs what a ruleset says: our own rules under the names it knows, and the rules that it writes out.
fn by_ruleset(ruleset: &Applied, api: &Api, input: &Input, context: &Context) -> Found {
    let (options, own) = ruleset.options(&input.options);
    let known = ruleset.chosen(api, context);
    let rules = known.rules.iter().map(|(id, (severity, _))| (*id, *severity));
    let selection = context.selection(&options, input.document.path.as_deref())?.limited_to(rules, own);
    let mut sink = Sink::new(selection);
    sink.gaps(api.gaps());
    sink.gaps(ruleset.gaps().iter().chain(&known.gaps).cloned());
    for rules in chosen(Scope::All, api, &mut sink) {
        run(rules, api, &mut sink, context)?;
    }
    if api.document.is_whole() && api.version.is_some() {
        ruleset.run(api, &mut sink, context)?;
    }
    for file in api.files() {
        suppressions(file).apply(file.source(), &mut sink, context.rules());
    }
    sink.each(|finding| known.grade(finding, api));
    Ok(sink.finish())
}

/// The lists of rules that can run here; what cannot is a gap.
fn chosen(scope: Scope, api: &Api, sink: &mut Sink) -> Vec<&'static [RuleEntry<Api>]> {
    let name = api.document.source().name();
    let mut lists = vec![rules::STRUCTURE];
    if scope == Scope::All {
        if api.document.is_whole() && api.version.is_some() {
            lists.push(rules::LINTS);
        } else if !api.document.is_whole() {
            sink.gap(Gap::of_source(name, "the lints did not run, because the text could not be read to its end"));
        }
    }
    if !sink.selection().runs_any(lists.iter().flat_map(|list| list.iter()).map(|entry| entry.meta)) {
        sink.gap(Gap::of_source(name, "no rule about OpenAPI that runs in this scope was selected"));
    }
    lists
}

/// The ignore comments of a file.
pub(super) fn suppressions(file: &File) -> Suppressions {
    let extents = std::cell::OnceCell::new();
    let extent = |offset: usize| extents.get_or_init(|| file.extents()).get(&offset).cloned();
    Suppressions::read(file.source(), file.comments(), &[], extent)
}

fn describe(name: &str, version: Option<Version>, operations: usize) -> String {
    let count = if operations == 1 { "1 operation".to_owned() } else { format!("{operations} operations") };
    match version {
        Some(version) => format!("{name} ({}, {count})", version.name()),
        None => format!("{name} (OpenAPI of an unknown version)"),
    }
}
