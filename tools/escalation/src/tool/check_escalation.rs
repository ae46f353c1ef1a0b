//! `check_escalation`

use architect_core::{Confidence, Context, Tool, ToolError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::judge::judge;
use super::repository::RepositoryInput;
use crate::answer;
use crate::approval::{Mark, Standing};
use crate::policy::Verdict;
use crate::trigger::{Gate, Trigger};

/// Tells which of four gates a change must pass.
#[derive(Debug, Clone, Copy, Default)]
pub struct CheckEscalation;

/// A change, in one or more forms. At least one is needed.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct Input {
    /// Unified diff, best by `git diff -M`.
    #[serde(default)]
    pub diff: Option<String>,
    /// Its file, instead of `diff`.
    #[serde(default)]
    pub diff_path: Option<String>,
    /// Two revisions, compared as a pull request is.
    #[serde(default)]
    pub repository: Option<RepositoryInput>,
    /// Migrations, whole, in the order they run.
    #[serde(default)]
    pub migrations: Vec<MigrationInput>,
    /// Files before and after: manifests, Terraform, code.
    #[serde(default, alias = "manifests", alias = "iac")]
    pub files: Vec<FileInput>,
    /// An OpenAPI document before and after.
    #[serde(default)]
    pub openapi: Option<OpenApiInput>,
    /// The change in words. Never enough for `clear`.
    #[serde(default)]
    pub description: Option<String>,
    /// Which path prefix is which service's; default: `[services]` of architect.toml.
    #[serde(default)]
    pub services: Vec<ServiceInput>,
    /// Text of CODEOWNERS, where no root has it.
    #[serde(default)]
    pub codeowners: Option<String>,
    /// Text of an architect.toml, likewise.
    #[serde(default)]
    pub policy: Option<String>,
    /// Only these rules, e.g. `escalation/drop-column`.
    #[serde(default)]
    pub select: Vec<String>,
    /// Without these rules; what they raise is listed as discounted.
    #[serde(default)]
    pub ignore: Vec<String>,
    /// Most pieces of evidence per trigger; default 12.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// A migration, or a string: its text or path.
#[derive(Debug, Clone, Default, JsonSchema)]
pub struct MigrationInput {
    /// Its path.
    #[serde(default)]
    pub path: String,
    /// Its text; default: the file at `path`.
    #[serde(default)]
    pub content: Option<String>,
}

impl<'de> Deserialize<'de> for MigrationInput {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Given {
            Plain(String),
            Parts {
                #[serde(default)]
                path: Option<String>,
                #[serde(default, alias = "sql", alias = "text")]
                content: Option<String>,
            },
        }
        Ok(match Given::deserialize(deserializer)? {
            // A statement has a blank or a semicolon, the path of a script has neither.
            Given::Plain(text) if text.contains([' ', '\n', ';']) => {
                Self { path: String::new(), content: Some(text) }
            }
            Given::Plain(path) => Self { path, content: None },
            Given::Parts { path, content } => Self { path: path.unwrap_or_default(), content },
        })
    }
}

/// A file; one of `before` and `after` is needed.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct FileInput {
    /// Its path.
    pub path: String,
    /// Text before; absent for a new file.
    #[serde(default)]
    pub before: Option<String>,
    /// Text after; absent for a deleted file.
    #[serde(default)]
    pub after: Option<String>,
}

/// An OpenAPI document before and after the change.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct OpenApiInput {
    /// Text before, or the path of a file that holds it.
    #[serde(alias = "base")]
    pub before: String,
    /// Text after, or the path of a file that holds it.
    #[serde(alias = "revision")]
    pub after: String,
}

/// A service.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct ServiceInput {
    /// E.g. `services/orders`.
    pub prefix: String,
    /// Name, e.g. `orders`.
    pub name: String,
}

/// The verdicts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Output {
    /// The verdicts in one sentence.
    pub summary: String,
    /// Always four: data loss, authentication, architecture, third party cost.
    pub triggers: Vec<TriggerReport>,
    /// What was not examined, and which triggers it may hide.
    pub gaps: Vec<GapReport>,
    /// What to ask or to give where a verdict is unknown.
    pub questions: Vec<String>,
    /// SHA-256 of the normalised change; an approval is bound to it.
    pub change_digest: String,
    /// Number of files in the change.
    pub files: usize,
    /// What was read: `whole files`, `hunks`, `hunks and whole files`, `description only` or `no change`.
    pub mode: String,
}

/// One trigger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TriggerReport {
    /// What may be set off.
    pub trigger: Trigger,
    /// `required`: stop and pass the gate; `advisory`: tell; `clear`; `unknown`: see gaps and questions.
    pub verdict: Verdict,
    /// The gate.
    pub gate: Gate,
    /// Who can open it: code owners of the evidence, or a role.
    pub approvers: Vec<String>,
    /// Why, in one sentence.
    pub reason: String,
    /// What a person answered about it, by the ledger of approvals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval: Option<Mark>,
    /// What speaks for it, the weightiest first.
    pub evidence: Vec<EvidenceReport>,
    /// Pieces of evidence in all, when more than are listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence_total: Option<usize>,
    /// What matched but was taken out by a guard.
    pub discounted: Vec<DiscountedReport>,
    /// Discounted matches in all, when more than are listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discounted_total: Option<usize>,
}

impl TriggerReport {
    /// Whether the change must pass this gate and nobody opened it: required, and no approval that holds.
    pub fn is_open(&self) -> bool {
        let approved = self.approval.as_ref().is_some_and(|mark| mark.standing == Standing::Valid);
        self.verdict == Verdict::Required && !approved
    }
}

/// The triggers whose gates the change must pass and that nobody opened yet.
pub fn open_gates(output: &Output) -> Vec<Trigger> {
    output.triggers.iter().filter(|report| report.is_open()).map(|report| report.trigger).collect()
}

/// Which version of a file a line is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SideName {
    /// Before the change.
    Old,
    /// After the change.
    New,
}

/// A piece of evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EvidenceReport {
    /// Rule id; `explain` tells more.
    pub rule: String,
    /// What is the matter.
    pub message: String,
    /// File, or the argument it came in.
    pub source: String,
    /// 1-based line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// Version of the file that the line is in.
    pub side: SideName,
    /// The line, with secrets masked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
    /// How sure it is.
    pub confidence: Confidence,
}

/// A match that is no evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DiscountedReport {
    /// Rule id.
    pub rule: String,
    /// What matched.
    pub message: String,
    /// File.
    pub source: String,
    /// 1-based line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// What took it out, e.g. `test file`.
    pub guard: String,
}

/// Something that was not examined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GapReport {
    /// File or argument.
    pub source: String,
    /// 1-based line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// Why.
    pub reason: String,
    /// What it may hide.
    pub touches: Vec<Trigger>,
    /// Number of such places, when more than one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<usize>,
}

impl Tool for CheckEscalation {
    const NAME: &'static str = "check_escalation";
    const TITLE: &'static str = "Check a change for escalation";
    const DESCRIPTION: &'static str = "Tells whether a change needs somebody's word: data loss (human approval), \
        authentication (security review), architecture over several services (team consensus), a third party with \
        cost (stakeholder input). Takes two revisions, a diff, files before and after, migrations, an OpenAPI document, or a \
        description. Gives per trigger required, advisory, clear or unknown, with evidence.";
    const ALIASES: &'static [(&'static str, &'static str)] = &[("manifests", "files"), ("iac", "files")];
    type Input = Input;
    type Output = Output;

    fn call(&self, input: Input, context: &Context) -> Result<Output, ToolError> {
        let judged = judge(&input, context)?;
        Ok(answer::write(&judged))
    }
}
