//! `generate_dockerfile`

use architect_core::{Context, Tool, ToolError, report::ReportedGap};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::generate::{self, Made, Stack, Wishes};
use crate::project::{Decision, Question};
use crate::repair::Change;

/// Writes a Dockerfile for a project or a stated stack.
#[derive(Debug, Clone, Copy, Default)]
pub struct GenerateDockerfile;

/// Arguments of `generate_dockerfile`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct Input {
    /// Folder of the service or of the project, relative to the first root, e.g. `services/api`.
    #[serde(default)]
    pub path: Option<String>,
    /// The stack, where there are no files to read.
    #[serde(default)]
    pub stack: Option<Stack>,
    /// One of several services, workspace packages, main packages or binaries: name or folder, e.g. `cmd/api`.
    #[serde(default)]
    pub service: Option<String>,
    /// Runtime version instead of the one found, e.g. `24`.
    #[serde(default)]
    pub runtime_version: Option<String>,
    /// Package manager or build tool instead of the one found, e.g. `pnpm`.
    #[serde(default)]
    pub package_manager: Option<String>,
    /// Port instead of the one found, e.g. `8080`.
    #[serde(default)]
    pub port: Option<u16>,
    /// Start command instead of the one found: one program and its words, e.g. `node dist/server.js`.
    #[serde(default)]
    pub start: Option<String>,
    /// Dockerfile to repair: its text, or its path.
    #[serde(default)]
    pub dockerfile: Option<String>,
}

/// Answer of `generate_dockerfile`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Output {
    /// What was made, or which question stands in the way.
    pub summary: String,
    /// The Dockerfile. Missing when a question without an assumption must be answered first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dockerfile: Option<String>,
    /// The `.dockerignore` that belongs to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dockerignore: Option<String>,
    /// The stack.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stack: Option<Stack>,
    /// Every value that the Dockerfile is made from, with its evidence.
    pub decisions: Vec<Decision>,
    /// What only a person can answer.
    pub questions: Vec<Question>,
    /// What was not looked at.
    pub gaps: Vec<ReportedGap>,
    /// What was changed in the Dockerfile that was there, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
    /// The command that builds the image, with a list of its contents and its origin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub build_command: Option<String>,
}

impl Tool for GenerateDockerfile {
    const NAME: &'static str = "generate_dockerfile";
    const TITLE: &'static str = "Write a Dockerfile";
    const DESCRIPTION: &'static str = "Writes a Dockerfile and .dockerignore for a Node.js, Python, Go, Java or Rust service: multi-stage, \
        cached, bound to the lockfile, non-root, with a start command that gets signals and a health check that works. Versions, port \
        and start come from the project's files, each with its evidence; what is unclear is a question. Give `path`, or `stack`. \
        Writes nothing to disk.";
    type Input = Input;
    type Output = Output;

    fn call(&self, input: Input, context: &Context) -> Result<Output, ToolError> {
        let dockerfile = input.dockerfile.map(|text| text_of(text, context)).transpose()?;
        let wishes = Wishes {
            service: input.service,
            runtime_version: input.runtime_version,
            package_manager: input.package_manager,
            port: input.port,
            start: input.start,
            stack: input.stack.filter(|_| dockerfile.is_some()),
            dockerfile,
            builds: false,
        };
        let made = match (input.path, input.stack) {
            (None, _) if wishes.dockerfile.is_some() => {
                generate::for_text(&wishes, wishes.dockerfile.as_deref().unwrap_or_default(), context)?
            }
            (Some(path), None) => generate::for_folder(&path, &wishes, context)?,
            (None, Some(stack)) => generate::for_stack(stack, &wishes)?,
            (None, None) => {
                return Err(ToolError::invalid_input("neither `path` nor `stack` was given")
                    .help("give `path` for a folder below a root, or `stack`: node, python, go, java or rust"));
            }
            (Some(_), Some(_)) => {
                return Err(ToolError::invalid_input("both `path` and `stack` were given")
                    .help("the stack of a folder is found in it; give `path` alone"));
            }
        };
        Ok(answer(made))
    }
}

/// The text of a Dockerfile that is given as it is or by its path.
fn text_of(given: String, context: &Context) -> Result<String, ToolError> {
    let is_text = given.contains('\n') || given.trim_start().to_ascii_uppercase().starts_with("FROM ");
    let text = if is_text { given } else { context.files().read(given.trim())?.text().to_owned() };
    if text.trim().is_empty() {
        return Err(ToolError::invalid_input("the Dockerfile in `dockerfile` is empty"));
    }
    Ok(text)
}

fn answer(made: Made) -> Output {
    let dockerfile = made.text();
    let open = made.questions.iter().filter(|question| question.assumed.is_none()).count();
    let summary = match (&dockerfile, made.stack) {
        (Some(_), Some(stack)) => {
            let questions = match made.questions.len() {
                0 => String::new(),
                1 => "; 1 question is open".to_owned(),
                more => format!("; {more} questions are open"),
            };
            let changes = match made.changes.len() {
                0 => String::new(),
                1 => "; 1 change of the old one".to_owned(),
                more => format!("; {more} changes of the old one"),
            };
            format!(
                "a Dockerfile for the {} service `{}`, from {} decisions{changes}{questions}",
                stack.title(),
                made.name,
                made.decisions.len()
            )
        }
        (Some(_), None) => {
            format!("the Dockerfile as it was, with {} changes; its stack is not known", made.changes.len())
        }
        _ => {
            let first = made.questions.iter().find(|question| question.assumed.is_none());
            let text = first.map_or("", |question| question.question.as_str());
            format!(
                "no Dockerfile yet: {open} question{} must be answered first. {text}",
                if open == 1 { "" } else { "s" }
            )
        }
    };
    let build_command = dockerfile.as_ref().map(|_| build_command(&made));
    let mut gaps = made.gaps;
    gaps.sort();
    Output {
        summary,
        dockerignore: dockerfile.as_ref().map(|_| made.dockerignore),
        dockerfile,
        stack: made.stack,
        decisions: made.decisions,
        questions: made.questions,
        gaps: ReportedGap::fold(&gaps),
        changes: made.changes,
        build_command,
    }
}

/// Builds with a list of contents and a record of origin, both attached to the image.
fn build_command(made: &Made) -> String {
    let plain = made.context.chars().all(|c| c.is_alphanumeric() || "_-./".contains(c));
    let context = if plain { made.context.clone() } else { format!("'{}'", made.context.replace('\'', "'\\''")) };
    format!(
        "docker buildx build --sbom=true --provenance=mode=max --build-arg REVISION=\"$(git rev-parse HEAD)\" --tag {}:\"$(git describe --tags --always)\" {context}",
        made.name
    )
}
