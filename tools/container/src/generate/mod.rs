//! A project's files in, a Dockerfile and the evidence for it out.
//!
//! Each stack has a module that finds its facts and composes the shared model from them. What is ambiguous is a
//! question; what cannot be answered without it leaves the Dockerfile unwritten.

pub(crate) mod draft;
pub(crate) mod go;
pub(crate) mod ignore;
pub(crate) mod java;
pub(crate) mod node;
pub(crate) mod python;
pub(crate) mod rust;
pub(crate) mod service;
pub mod stack;
pub(crate) mod stated;

use architect_core::{Context, Gap, ToolError};

use crate::dockerfile::{Dockerfile, print};
use crate::project::decision::Evidence;
use crate::project::{Decision, Ledger, Project, Question};
pub use stack::Stack;

/// What the caller said; whatever is given outranks the project's files.
#[derive(Debug, Clone, Default)]
pub struct Wishes {
    /// One of several services.
    pub service: Option<String>,
    /// Version of the runtime.
    pub runtime_version: Option<String>,
    /// Package manager.
    pub package_manager: Option<String>,
    /// Port.
    pub port: Option<u16>,
    /// Start command as one line.
    pub start: Option<String>,
}

/// What was made.
#[derive(Debug)]
pub struct Made {
    /// The stack, when one was found.
    pub stack: Option<Stack>,
    /// The model; `None` when a question must be answered first.
    pub file: Option<Dockerfile>,
    /// The `.dockerignore`.
    pub dockerignore: String,
    /// Name of the image.
    pub name: String,
    /// Folder that the build takes as its context.
    pub context: String,
    /// Decisions.
    pub decisions: Vec<Decision>,
    /// Questions.
    pub questions: Vec<Question>,
    /// What was not looked at.
    pub gaps: Vec<Gap>,
}

impl Made {
    /// The text of the Dockerfile.
    pub fn text(&self) -> Option<String> {
        self.file.as_ref().map(print::print)
    }
}

/// The result of a stack's module.
pub(crate) struct Composed {
    pub(crate) file: Dockerfile,
    pub(crate) dockerignore: String,
    pub(crate) name: String,
}

/// Makes a Dockerfile for the service in a folder.
pub fn for_folder(path: &str, wishes: &Wishes, context: &Context) -> Result<Made, ToolError> {
    let mut ledger = Ledger::default();
    if wishes.service.is_none()
        && let Some((root, rest)) = stack::project_above(path, context.files())
    {
        let evidence = Evidence::file(root.clone(), "the folder is a part of this project, which alone can be built");
        ledger.decide("context", root.clone(), evidence);
        let wishes = Wishes { service: Some(rest), ..wishes.clone() };
        return in_folder(&root, &wishes, context, ledger);
    }
    in_folder(path, wishes, context, ledger)
}

/// The folders of the services below a folder, each with a manifest of its own, as they can be given to a tool. None when
/// the folder is a service itself.
pub fn service_folders(path: &str, context: &Context) -> Result<Vec<String>, ToolError> {
    let project = Project::open(path, context)?;
    let below = stack::services(&project).into_iter().filter(|candidate| !candidate.folder.is_empty());
    Ok(below.map(|candidate| project.shown(&candidate.folder)).collect())
}

fn in_folder(path: &str, wishes: &Wishes, context: &Context, mut ledger: Ledger) -> Result<Made, ToolError> {
    let project = Project::open(path, context)?;
    if project.is_empty() {
        return Err(ToolError::invalid_input(format!("there is no file below `{path}`")).help(
            "give the folder with the service's manifest (package.json, pyproject.toml, go.mod, pom.xml, Cargo.toml)",
        ));
    }
    let candidates = stack::services(&project);
    let chosen = stack::choose(&project, &candidates, wishes, &mut ledger)?;
    let Some((stack, folder, rest)) = chosen else {
        return Ok(unfinished(None, &project, ledger));
    };
    let inner = if folder.is_empty() { None } else { Some(project.below(&folder)) };
    let service_project = inner.as_ref().unwrap_or(&project);
    let wishes = Wishes { service: rest, ..wishes.clone() };
    for name in ["Dockerfile", "Containerfile"] {
        if service_project.has(name) {
            let evidence = Evidence::file(
                service_project.shown(name),
                "a Dockerfile is there already; `lint_dockerfile` judges it",
            );
            ledger.decide("existing_dockerfile", service_project.shown(name), evidence);
        }
    }
    made(stack, service_project, &wishes, ledger)
}

/// Makes a Dockerfile for a stack without files: every value is an assumption that the answer names.
pub fn for_stack(stack: Stack, wishes: &Wishes) -> Result<Made, ToolError> {
    let context = stated::context(stack, wishes);
    let project = Project::open(".", &context)?;
    let mut made = made(stack, &project, wishes, Ledger::default())?;
    stated::mark_assumptions(&mut made, wishes);
    Ok(made)
}

fn made(stack: Stack, project: &Project<'_>, wishes: &Wishes, mut ledger: Ledger) -> Result<Made, ToolError> {
    let composed = match stack {
        Stack::Node => node::compose(project, wishes, &mut ledger)?,
        Stack::Python => python::compose(project, wishes, &mut ledger)?,
        Stack::Go => go::compose(project, wishes, &mut ledger)?,
        Stack::Java => java::compose(project, wishes, &mut ledger)?,
        Stack::Rust => rust::compose(project, wishes, &mut ledger)?,
    };
    let mut made = unfinished(Some(stack), project, ledger);
    if let Some(composed) = composed {
        made.file = Some(composed.file);
        made.dockerignore = composed.dockerignore;
        made.name = composed.name;
    }
    Ok(made)
}

fn unfinished(stack: Option<Stack>, project: &Project<'_>, ledger: Ledger) -> Made {
    let context = project.shown("");
    let context = if context.is_empty() { ".".to_owned() } else { context.trim_end_matches('/').to_owned() };
    Made {
        stack,
        file: None,
        dockerignore: String::new(),
        name: project.name().unwrap_or("app").to_owned(),
        context,
        decisions: ledger.decisions,
        questions: ledger.questions,
        gaps: project.gaps(),
    }
}

/// A name as image names allow it: small letters, digits, `-`, `_` and `.`.
pub(crate) fn image_name(name: &str) -> String {
    let bare = name.rsplit('/').next().unwrap_or(name);
    let letters = bare.chars().map(|c| {
        if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') { c.to_ascii_lowercase() } else { '-' }
    });
    let name: String = letters.collect();
    let name = name.trim_matches(['-', '_', '.']).to_owned();
    if name.is_empty() { "app".to_owned() } else { name }
}

/// The words of a start command that is given as one line; nothing when it needs a shell.
pub(crate) fn words(line: &str) -> Option<Vec<String>> {
    let shell = crate::dockerfile::ShellText { text: line.to_owned(), map: vec![(0, 0)], lines: Vec::new() };
    let commands = crate::dockerfile::shell::commands(&shell);
    let [command] = commands.as_slice() else { return None };
    let needs_shell = line.contains(['$', '`', '>', '<', '*', '?', '&', '|', ';']) || !command.assignments.is_empty();
    (!needs_shell).then(|| command.words.iter().map(crate::dockerfile::shell::ShellWord::plain).collect())
}

/// The start command that the caller gave, or the error that says why it cannot be one.
pub(crate) fn given_start(wishes: &Wishes, ledger: &mut Ledger) -> Result<Option<Vec<String>>, ToolError> {
    let Some(line) = &wishes.start else { return Ok(None) };
    let words = words(line).filter(|words| !words.is_empty()).ok_or_else(|| {
        ToolError::invalid_input(format!("`start` cannot be an exec-form command: `{line}`"))
            .help("give one program and its words, without variables, pipes or `&&`")
    })?;
    ledger.decide("start", line.clone(), Evidence::argument("start"));
    Ok(Some(words))
}
