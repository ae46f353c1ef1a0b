//! `review_project`

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use architect_core::config::FILE_NAME;
use architect_core::database::DATABASE;
use architect_core::error::ErrorKind;
use architect_core::report::{ReportedFinding, ReportedGap};
use architect_core::{CheckOptions, Config, Context, Gap, PathKind, Report, Severity, Tool, ToolError, nearest};
use architect_openapi::ruleset::Ruleset;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::artefact::{self, Artefact, Choices, Field, Kind};

/// Checks all that can be checked below a folder.
#[derive(Debug, Clone, Copy, Default)]
pub struct ReviewProject;

/// Arguments of `review_project`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct Input {
    /// Folder or file to review, relative to the first root or absolute inside any root; `.` by default.
    #[serde(default)]
    pub path: Option<String>,
    /// Only these fields: `openapi`, `sql`, `container`, `deployment`. All by default.
    #[serde(default)]
    pub fields: Vec<String>,
    /// A Spectral ruleset that says what is checked in OpenAPI documents, e.g. `.spectral.yaml`.
    #[serde(default)]
    pub ruleset: Option<String>,
    /// Which rules, and which part of the answer.
    #[serde(flatten)]
    pub options: CheckOptions,
}

/// Answer of `review_project`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Output {
    /// Findings of all artefacts: the worst artefact first, within it by place.
    #[serde(flatten)]
    pub report: Report,
    /// What was checked, the worst first.
    pub artefacts: Vec<Reviewed>,
    /// Number of artefacts that were checked and are not listed; all are when `limit` is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub more_artefacts: Option<usize>,
}

/// An artefact that was checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Reviewed {
    /// Path of the file, or of the folder of files that belong together.
    pub source: String,
    /// What it is.
    pub field: Field,
    /// Tool that checked it; call it for this artefact alone.
    pub tool: String,
    /// Number of errors.
    pub errors: usize,
    /// Number of warnings.
    pub warnings: usize,
    /// Number of findings of lesser severity.
    pub others: usize,
}

impl std::ops::Deref for Output {
    type Target = Report;

    fn deref(&self) -> &Report {
        &self.report
    }
}

/// Most checks at work side by side. A call shares the machine with other calls.
const SIDE_BY_SIDE: usize = 4;

impl Tool for ReviewProject {
    const NAME: &'static str = "review_project";
    const TITLE: &'static str = "Review a project";
    const DESCRIPTION: &'static str = "Finds what the other tools can check below a folder (OpenAPI documents, SQL \
        schemas and migrations, Dockerfiles, deployments), checks everything side by side and answers grouped by artefact, the \
        worst first. Use it first on a project you do not know; then call the tool named for an artefact to go \
        deeper. Dependency and build folders are skipped.";
    type Input = Input;
    type Output = Output;

    fn call(&self, input: Input, context: &Context) -> Result<Output, ToolError> {
        let mut fields = fields(&input.fields)?;
        let path = input.path.as_deref().unwrap_or(".");
        let context = configured(path, context)?;
        // A wrong rule name is the caller's to mend, once, rather than a gap for every artefact; and whoever selects
        // the rules of one field does not ask about the others.
        let mut choices = Choices::new(&input.options, input.ruleset.as_deref());
        let is_folder = context.files().look(path) == Some(PathKind::Directory);
        choices.folder = is_folder.then(|| path.to_owned());
        let selection = context.selection(&choices.of_others, Some(path))?;
        fields.retain(|field| {
            let selected =
                selection.runs_any(context.rules().iter().filter(|meta| meta.id.field() == field.as_str()));
            selected && (*field == Field::Openapi || !choices.is_only_about_rulesets())
        });
        // A fault of the ruleset is the caller's to mend too.
        let configured = context.config(Some(path)).openapi.ruleset.as_deref();
        if let Some(ruleset) = input.ruleset.as_deref().or(configured).filter(|_| fields.contains(&Field::Openapi)) {
            Ruleset::open(ruleset, &context)?;
        }
        let found = artefact::find(path, &fields, &context)?;
        let checked = check_all(&found.artefacts, &choices, &context)?;
        Ok(answer(path, found, checked, &input.options))
    }
}

fn fields(names: &[String]) -> Result<Vec<Field>, ToolError> {
    if names.is_empty() {
        return Ok(Field::ALL.to_vec());
    }
    let names = names.iter().flat_map(|names| names.split(',')).map(str::trim).filter(|name| !name.is_empty());
    names
        .map(|name| {
            let known = Field::ALL.map(Field::as_str);
            Field::ALL.into_iter().find(|field| field.as_str() == name).ok_or_else(|| {
                ToolError::invalid_input(format!("there is no field `{name}`"))
                    .help(nearest::suggestion(name, known).unwrap_or_default())
            })
        })
        .collect()
}

/// A folder below the root may be a project of its own, with its own `architect.toml`.
fn configured(path: &str, context: &Context) -> Result<Context, ToolError> {
    if path == "." || path.starts_with(DATABASE) || context.files().kind(path)? == PathKind::File {
        return Ok(context.clone());
    }
    let file = format!("{}/{FILE_NAME}", path.trim_end_matches('/'));
    if context.files().look(&file).is_none() {
        return Ok(context.clone());
    }
    Ok(context.clone().with_config(Config::parse(&context.files().read(&file)?)?))
}

/// What came out of checking one artefact.
enum Checked {
    Report(Report),
    /// The artefact could not be checked at all.
    Gap(Gap),
}

/// Checks the artefacts side by side; the answers keep the order of the artefacts.
fn check_all(artefacts: &[Artefact], choices: &Choices, context: &Context) -> Result<Vec<Checked>, ToolError> {
    let next = AtomicUsize::new(0);
    // Told under the lock, so that progress never seems to go back.
    let done = Mutex::new(0);
    let total = artefacts.len() as u64;
    let tell = |finished: u64, artefact: &Artefact| {
        if let Ok(mut done) = done.lock() {
            *done += finished;
            context.progress(*done, Some(total), &artefact.source);
        }
    };
    let answers: Mutex<Vec<(usize, Result<Checked, ToolError>)>> = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..SIDE_BY_SIDE.min(artefacts.len()) {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(artefact) = artefacts.get(index) else { break };
                    tell(0, artefact);
                    let answer = check(artefact, choices, context);
                    if let Ok(mut answers) = answers.lock() {
                        answers.push((index, answer));
                    }
                    tell(1, artefact);
                }
            });
        }
    });
    let mut answers = answers.into_inner().map_err(|_| ToolError::internal("a check ended abnormally"))?;
    answers.sort_by_key(|(index, _)| *index);
    answers.into_iter().map(|(_, answer)| answer).collect()
}

/// Checks one artefact. Only being stopped ends the whole review; any other failure costs this artefact.
fn check(artefact: &Artefact, choices: &Choices, context: &Context) -> Result<Checked, ToolError> {
    context.checkpoint()?;
    let answer = catch_unwind(AssertUnwindSafe(|| artefact.check(choices, context)))
        .unwrap_or_else(|_| Err(ToolError::internal("the checker failed on this input, which is a fault of ours")));
    match answer {
        Ok(report) => Ok(Checked::Report(report)),
        Err(error) if matches!(error.kind, ErrorKind::Cancelled | ErrorKind::DeadlineExceeded) => Err(error),
        Err(error) => Ok(Checked::Gap(Gap::of_source(&artefact.source, error.to_string()))),
    }
}

fn answer(path: &str, found: artefact::Found, checked: Vec<Checked>, options: &CheckOptions) -> Output {
    let mut reviewed: Vec<(Reviewed, Vec<ReportedFinding>)> = Vec::new();
    let mut gaps = found.gaps;
    let mut reported_gaps = Vec::new();
    for (artefact, checked) in found.artefacts.iter().zip(checked) {
        match checked {
            Checked::Report(report) => {
                reported_gaps.extend(report.gaps);
                reviewed.push((Reviewed::of(artefact, &report.findings), report.findings));
            }
            Checked::Gap(gap) => gaps.push(gap),
        }
    }
    tell_once(&mut reviewed);
    reviewed.sort_by(|(one, _), (other, _)| {
        let weight = |reviewed: &Reviewed| (reviewed.errors, reviewed.warnings, reviewed.others);
        weight(other).cmp(&weight(one)).then_with(|| one.source.cmp(&other.source))
    });
    let mut artefacts: Vec<Reviewed> = reviewed.iter().map(|(reviewed, _)| reviewed.clone()).collect();
    let findings = reviewed.into_iter().flat_map(|(_, findings)| findings).collect();
    gaps.sort();
    gaps.dedup();
    reported_gaps.extend(ReportedGap::fold(&gaps));
    let parts = reported_gaps.iter().map(|gap| gap.count.unwrap_or(1)).sum();
    let name = if path == "." { "project" } else { path };
    let what = format!("{name} ({})", tally(&artefacts));
    let report = Report::page(&what, findings, bounded(reported_gaps, options), parts, options);
    let listed = if options.limit.is_none() { MOST_ARTEFACTS } else { usize::MAX };
    let more_artefacts = artefacts.len().checked_sub(listed).filter(|more| *more > 0);
    artefacts.truncate(listed);
    Output { report, artefacts, more_artefacts }
}

/// What the migration tells of a key that it adds, the schema need not tell again.
fn tell_once(reviewed: &mut [(Reviewed, Vec<ReportedFinding>)]) {
    const BY_MIGRATION: &str = "sql/added-foreign-key-without-index";
    const BY_SCHEMA: &str = "sql/missing-foreign-key-index";
    let place = |finding: &ReportedFinding| (finding.location.source.clone(), finding.subject.clone());
    let findings = reviewed.iter().flat_map(|(_, findings)| findings);
    let told: BTreeSet<(String, String)> =
        findings.filter(|finding| finding.rule == BY_MIGRATION).map(place).collect();
    if told.is_empty() {
        return;
    }
    for (artefact, findings) in reviewed {
        findings.retain(|finding| finding.rule != BY_SCHEMA || !told.contains(&place(finding)));
        artefact.count(findings);
    }
}

/// Most artefacts in an answer without a limit of its own; beyond the worst, only their number tells.
const MOST_ARTEFACTS: usize = 40;

/// Most gaps in an answer without a limit of its own; the rest is counted.
const MOST_GAPS: usize = 40;

fn bounded(mut gaps: Vec<ReportedGap>, options: &CheckOptions) -> Vec<ReportedGap> {
    if gaps.len() > MOST_GAPS && options.limit.is_none() {
        let rest = gaps.split_off(MOST_GAPS);
        gaps.push(ReportedGap {
            source: rest.first().map(|gap| gap.source.clone()).unwrap_or_default(),
            line: None,
            reason: "and more, which are listed when `limit` is given".to_owned(),
            count: Some(rest.iter().map(|gap| gap.count.unwrap_or(1)).sum()),
        });
    }
    gaps
}

/// `2 OpenAPI documents, 1 SQL schema`.
fn tally(artefacts: &[Reviewed]) -> String {
    let words = Kind::ALL.into_iter().filter_map(|kind| {
        let count = artefacts.iter().filter(|artefact| artefact.tool == kind.tool()).count();
        (count > 0).then(|| format!("{count} {}{}", kind.noun(), if count == 1 { "" } else { "s" }))
    });
    let words: Vec<String> = words.collect();
    if words.is_empty() { "nothing that can be checked".to_owned() } else { words.join(", ") }
}

impl Reviewed {
    fn of(artefact: &Artefact, findings: &[ReportedFinding]) -> Self {
        let mut reviewed = Self {
            source: artefact.source.clone(),
            field: artefact.kind.field(),
            tool: artefact.kind.tool().to_owned(),
            errors: 0,
            warnings: 0,
            others: 0,
        };
        reviewed.count(findings);
        reviewed
    }

    fn count(&mut self, findings: &[ReportedFinding]) {
        let count = |wanted: Severity| findings.iter().filter(|finding| finding.severity == wanted).count();
        (self.errors, self.warnings) = (count(Severity::Error), count(Severity::Warning));
        self.others = findings.len() - self.errors - self.warnings;
    }
}

impl Output {
    /// Puts the review of another path behind this one.
    pub fn append(&mut self, other: Self) {
        self.report.summary = format!("{}\n{}", self.report.summary, other.report.summary);
        self.report.findings.extend(other.report.findings);
        self.report.total += other.report.total;
        self.report.truncated |= other.report.truncated;
        self.report.gaps.extend(other.report.gaps);
        self.artefacts.extend(other.artefacts);
        self.more_artefacts = match (self.more_artefacts, other.more_artefacts) {
            (None, None) => None,
            (one, two) => Some(one.unwrap_or(0) + two.unwrap_or(0)),
        };
    }
}
