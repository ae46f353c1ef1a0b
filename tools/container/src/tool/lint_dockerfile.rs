//! `lint_dockerfile`

use std::ops::Range;

use architect_core::{
    CheckOptions, Context, DocumentInput, Gap, PeerComment, Report, Sink, Suppressions, Tool, ToolError, rule,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::build_context::BuildContext;
use crate::dockerignore::DockerIgnore;
use crate::document::Document;
use crate::moment::MOST_STATEMENTS;
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
    // In front of an instruction it is about that alone; at the top of the file it is a directive.
    PeerComment { marker: "check=skip=", peer: "buildkit", whole_file: false },
    PeerComment { marker: "trivy:ignore:", peer: "trivy", whole_file: true },
    PeerComment { marker: "checkov:skip=", peer: "checkov", whole_file: true },
];

/// What the directive `check` silences.
const DIRECTIVE: &[PeerComment] = &[PeerComment { marker: "skip=", peer: "buildkit", whole_file: true }];

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
        if let Some(path) = &input.document.path {
            document.build_context = BuildContext::find(&document, path, context);
            let of_context = || document.build_context.as_ref()?.text(".dockerignore").map(DockerIgnore::read);
            document.ignore = DockerIgnore::find(path, context).or_else(of_context);
        }
        if !document.is_followed() {
            sink.gap(Gap::of_source(
                document.source.name(),
                format!(
                    "it has more than {MOST_STATEMENTS} instructions: what holds at each of them was not worked out"
                ),
            ));
        }
        if !sink.selection().runs_any(rules::RULES.iter().copied()) {
            sink.gap(Gap::of_source(document.source.name(), "no rule about containers is selected"));
        }
        rule::run(rules::ALL, &document, &mut sink, context)?;
        let without = settings.without_comments;
        for ignored in ignore_comments(&document, without) {
            ignored.apply(&document.source, &mut sink, context.rules());
        }
        stage_comments(&document, without).apply(&document.source, &mut sink, context.rules());
        let (findings, gaps) = sink.finish();
        let count = document.file.stages.len();
        let what = format!("{} ({count} stage{})", document.source.name(), if count == 1 { "" } else { "s" });
        let stages = document.file.stages.iter().map(crate::dockerfile::Stage::label).collect();
        Ok(Output { report: Report::new(&what, &findings, &gaps, &input.options), stages })
    }
}

/// The ignore comments; one above an instruction reaches over the whole instruction.
fn ignore_comments(document: &Document, without_hadolint: bool) -> [Suppressions; 2] {
    let file = &document.file;
    let text = document.source.text();
    let is_directive = |comment: &Range<usize>| file.directives.iter().any(|directive| directive.span == *comment);
    let comments: Vec<_> = file.comments.iter().filter(|comment| !is_directive(comment)).cloned().collect();
    let peers = PEERS.iter().filter(|peer| !(without_hadolint && peer.peer == STAGE.peer));
    let peers: Vec<PeerComment> = peers.copied().collect();
    let read = Suppressions::read(&document.source, &comments, &peers, |at| {
        let mut spans = file.statements().map(|statement| statement.span.clone());
        spans.find(|span| span.contains(&at)).map(|span| span.start..span.end.min(text.len()).max(span.start + 1))
    });
    // `# check=skip=A,B;error=true`: options in any order, of which one names rules.
    let skipped = file.directive("check").and_then(|directive| {
        let line = document.source.slice(directive.span.clone());
        let start = line.find("skip=")?;
        let rest = line.get(start..)?;
        let end = start + rest.find(';').unwrap_or(rest.len());
        Some(directive.span.start + start..directive.span.start + end)
    });
    let skipped: Vec<_> = skipped.into_iter().collect();
    [read, Suppressions::read(&document.source, &skipped, DIRECTIVE, |_| None)]
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
