//! `lint_dockerfile`

use std::ops::Range;

use architect_core::{
    CheckOptions, Context, DocumentInput, Gap, PeerComment, Report, Sink, Suppressions, Tool, ToolError, rule,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::document::Document;
use crate::policy::Policy;
use crate::policy::hadolint::Settings;
use crate::rules;

/// Checks a Dockerfile.
#[derive(Debug, Clone, Copy, Default)]
pub struct LintDockerfile;

/// Arguments of `lint_dockerfile`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct Input {
    /// The Dockerfile.
    #[serde(flatten)]
    pub document: DocumentInput,
    /// Which rules, which findings.
    #[serde(flatten)]
    pub options: CheckOptions,
}

/// Answer of `lint_dockerfile`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Output {
    /// Findings and gaps.
    #[serde(flatten)]
    pub report: Report,
    /// Names of the build stages in order; a stage without a name has its number.
    pub stages: Vec<String>,
}

/// Ignore comments of other tools.
const PEERS: &[PeerComment] = &[
    PeerComment { marker: "hadolint global ignore=", peer: "hadolint", whole_file: true },
    PeerComment { marker: "hadolint ignore=", peer: "hadolint", whole_file: false },
    PeerComment { marker: "check=skip=", peer: "buildkit", whole_file: true },
    PeerComment { marker: "trivy:ignore:", peer: "trivy", whole_file: true },
    PeerComment { marker: "checkov:skip=", peer: "checkov", whole_file: true },
];

/// The peer's comment that silences its rules in one stage.
const STAGE: PeerComment = PeerComment { marker: "hadolint stage ignore=", peer: "hadolint", whole_file: false };

impl Tool for LintDockerfile {
    const NAME: &'static str = "lint_dockerfile";
    const TITLE: &'static str = "Check a Dockerfile";
    const DESCRIPTION: &'static str = "Checks a Dockerfile: base images past their end of life or with tags that do not exist, root, \
        start commands that swallow the stop signal, installs that ignore the lockfile, secrets, health checks that cannot work, \
        and more, with fixes. An unreadable instruction costs only itself. Give `path` or `content`.";
    type Input = Input;
    type Output = Output;

    fn call(&self, input: Input, context: &Context) -> Result<Output, ToolError> {
        let source = input.document.open(context)?;
        if source.text().trim().is_empty() {
            return Err(ToolError::invalid_input(format!("`{}` is empty", source.name()))
                .help("give a Dockerfile; `generate_dockerfile` writes one"));
        }
        let path = input.document.path.as_deref();
        let settings = path.map(|path| Settings::find(path, context)).unwrap_or_default();
        let selection = context.selection(&input.options, Some(source.name()))?;
        let selection = selection.without(settings.ignored.iter().copied()).graded(settings.grades.iter().copied());
        let mut sink = Sink::new(selection);
        sink.gaps(settings.gaps);
        let mut document = Document::read(source);
        document.policy = Policy::of(&context.config(path).container).or(settings.policy);
        if !sink.selection().runs_any(rules::RULES.iter().copied()) {
            sink.gap(Gap::of_source(document.source.name(), "no rule about containers is selected"));
        }
        rule::run(rules::ALL, &document, &mut sink, context)?;
        let without = settings.without_comments;
        ignore_comments(&document, without).apply(&document.source, &mut sink, context.rules());
        stage_comments(&document, without).apply(&document.source, &mut sink, context.rules());
        let (findings, gaps) = sink.finish();
        let count = document.file.stages.len();
        let what = format!("{} ({count} stage{})", document.source.name(), if count == 1 { "" } else { "s" });
        let stages = document.file.stages.iter().map(crate::dockerfile::Stage::label).collect();
        Ok(Output { report: Report::new(&what, &findings, &gaps, &input.options), stages })
    }
}

/// The ignore comments; one above an instruction reaches over the whole instruction.
fn ignore_comments(document: &Document, without_hadolint: bool) -> Suppressions {
    let text = document.source.text();
    let comments: Vec<_> = document
        .file
        .comments
        .iter()
        .map(|comment| {
            // `# check=skip=A,B;error=true`: what follows the semicolon is no list of rules.
            let line = document.source.slice(comment.clone());
            let end = if line.contains("check=skip=") { line.find(';') } else { None };
            comment.start..end.map_or(comment.end, |end| comment.start + end)
        })
        .collect();
    let peers = PEERS.iter().filter(|peer| !(without_hadolint && peer.peer == STAGE.peer));
    let peers: Vec<PeerComment> = peers.copied().collect();
    Suppressions::read(&document.source, &comments, &peers, |at| {
        let statements = document.file.statements();
        let mut spans = statements.map(|statement| statement.span.clone());
        spans.find(|span| span.contains(&at)).map(|span| span.start..span.end.min(text.len()).max(span.start + 1))
    })
}

/// hadolint's comments about the stage that begins behind them, or in which they stand.
fn stage_comments(document: &Document, without_hadolint: bool) -> Suppressions {
    let is_meant =
        |comment: &&Range<usize>| document.source.slice((*comment).clone()).contains("hadolint stage ignore");
    let comments: Vec<_> = document.file.comments.iter().filter(is_meant).cloned().collect();
    let peers: &[PeerComment] = if without_hadolint { &[] } else { &[STAGE] };
    Suppressions::read(&document.source, &comments, peers, |at| {
        let starts = || document.file.stages.iter().map(|stage| stage.from_statement.span.start);
        let end = starts().find(|start| *start > at).unwrap_or(document.source.text().len());
        starts().take_while(|start| *start <= at).last().map(|start| start..end)
    })
}
