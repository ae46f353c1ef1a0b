//! `generate_deployment`

use architect_container::generate::Stack;
use architect_container::project::{Decision, Question};
use architect_core::{Context, Tool, ToolError, report::ReportedGap};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::generate::plan::{Expose, Target, Wishes};
use crate::generate::{self, Made};

/// Writes Compose files and manifests for Kubernetes.
#[derive(Debug, Clone, Copy, Default)]
pub struct GenerateDeployment;

/// Arguments of `generate_deployment`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct Input {
    /// Service or project.
    #[serde(default)]
    pub path: Option<String>,
    /// Without files.
    #[serde(default)]
    pub stack: Option<Stack>,
    /// One of several.
    #[serde(default)]
    pub service: Option<String>,
    /// Default: both.
    #[serde(default)]
    pub target: Target,
    /// E.g. `registry/api:1.4`.
    #[serde(default)]
    pub image: Option<String>,
    /// Port.
    #[serde(default)]
    pub port: Option<u16>,
    /// E.g. `postgres`.
    #[serde(default)]
    pub databases: Vec<String>,
    /// Fewest replicas; default 2.
    #[serde(default)]
    pub replicas: Option<u32>,
    /// From outside.
    #[serde(default)]
    pub expose: Expose,
    /// For `expose`.
    #[serde(default)]
    pub host: Option<String>,
    /// With overlays.
    #[serde(default)]
    pub kustomize: bool,
}

/// A file.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WrittenFile {
    /// Where it belongs.
    pub path: String,
    /// Its text.
    pub content: String,
}

/// Answer of `generate_deployment`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Output {
    /// What was made.
    pub summary: String,
    /// The files. Nothing was written to disk.
    pub files: Vec<WrittenFile>,
    /// Values and their evidence.
    pub decisions: Vec<Decision>,
    /// What only a person can answer.
    pub questions: Vec<Question>,
    /// What was not looked at, or left out.
    pub gaps: Vec<ReportedGap>,
}

impl Tool for GenerateDeployment {
    const NAME: &'static str = "generate_deployment";
    const TITLE: &'static str = "Write a deployment";
    const DESCRIPTION: &'static str = "Writes compose.yaml and Kubernetes manifests for a project: probes, limits, scaling, network \
        policy, migration job; each value with its evidence. Give `path`, `stack` or `image`.";
    type Input = Input;
    type Output = Output;

    fn call(&self, input: Input, context: &Context) -> Result<Output, ToolError> {
        let backings = input.databases.iter().map(|name| generate::backing(name)).collect::<Result<_, _>>()?;
        let wishes = Wishes {
            target: input.target,
            service: input.service,
            stack: input.stack,
            image: input.image,
            port: input.port,
            backings,
            replicas: input.replicas,
            expose: input.expose,
            host: input.host,
            kustomize: input.kustomize,
        };
        let made = match (input.path, wishes.stack, &wishes.image) {
            (Some(path), None, _) => generate::for_folder(&path, &wishes, context)?,
            (None, stack, image) if stack.is_some() || image.is_some() => {
                generate::for_description(&wishes, context)?
            }
            (None, ..) => {
                return Err(ToolError::invalid_input("neither `path` nor `stack` nor `image` was given")
                    .help("give `path` for a folder below a root; without files `stack`, or `image` and `port`"));
            }
            (Some(_), Some(_), _) => {
                return Err(ToolError::invalid_input("both `path` and `stack` were given")
                    .help("the stack of a folder is found in it; give `path` alone"));
            }
        };
        Ok(answer(made))
    }
}

fn answer(made: Made) -> Output {
    let count = |number: usize, word: &str| format!("{number} {word}{}", if number == 1 { "" } else { "s" });
    let summary = if made.files.is_empty() {
        let first = made.questions.iter().find(|question| question.assumed.is_none());
        let text = first.map_or("", |question| question.question.as_str());
        format!("nothing was written yet: a question must be answered first. {text}").trim_end().to_owned()
    } else {
        format!(
            "{} for {} ({}), from {}; {} open",
            count(made.files.len(), "file"),
            count(made.services.len(), "service"),
            made.services.join(", "),
            count(made.decisions.len(), "decision"),
            if made.questions.len() == 1 {
                "1 question is".to_owned()
            } else {
                format!("{} questions are", made.questions.len())
            }
        )
    };
    let mut gaps = made.gaps;
    gaps.sort();
    gaps.dedup();
    Output {
        summary,
        files: made.files.into_iter().map(|file| WrittenFile { path: file.path, content: file.content }).collect(),
        decisions: made.decisions,
        questions: made.questions,
        gaps: ReportedGap::fold(&gaps),
    }
}
