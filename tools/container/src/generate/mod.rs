//! A project's files in, a Dockerfile and the evidence for it out.
//!
//! Each stack has a module that finds its facts and composes the shared model from them. What is ambiguous is a
//! question; what cannot be answered without it leaves the Dockerfile unwritten.

pub(crate) mod draft;
pub(crate) mod existing;
pub(crate) mod go;
pub(crate) mod ignore;
pub(crate) mod java;
pub(crate) mod node;
pub(crate) mod python;
pub(crate) mod rust;
pub(crate) mod service;
pub mod stack;
pub(crate) mod stated;

use architect_core::error::ErrorKind;
use architect_core::{Confidence, Context, Gap, Source, ToolError};

use crate::dockerfile::{Dockerfile, print};
use crate::project::decision::Evidence;
use crate::project::{Decision, Ledger, Project, Question};
use crate::repair::{self, Change, Old};
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
    /// The stack, where the folder that was named has already said it.
    pub stack: Option<Stack>,
    /// A Dockerfile that is to be mended.
    pub dockerfile: Option<String>,
    /// Whether a build runs, where no file says it.
    pub builds: bool,
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
    /// The text, where a Dockerfile that was there was mended.
    pub patched: Option<String>,
    /// What was changed in it.
    pub changes: Vec<Change>,
}

impl Made {
    /// The text of the Dockerfile.
    pub fn text(&self) -> Option<String> {
        self.patched.clone().or_else(|| self.file.as_ref().map(print::print))
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
    if wishes.service.is_none()
        && let Some(stack::Above { root, rest, stack }) = stack::project_above(path, context.files())
    {
        let mut above = Ledger::default();
        let evidence = Evidence::file(root.clone(), "the folder is a part of this project, which alone can be built");
        above.decide("context", root.clone(), evidence);
        let part = Wishes { service: Some(rest), stack: Some(stack), ..wishes.clone() };
        // A folder that lies below a workspace and is no part of it stands by itself.
        match in_folder(&root, &part, context, above) {
            Err(error) if error.kind == ErrorKind::NotFound => {}
            answer => return answer,
        }
    }
    in_folder(path, wishes, context, Ledger::default())
}

/// The folders of the services below a folder, each with a manifest of its own, as they can be given to a tool. None when
/// the folder is a service itself.
pub fn service_folders(path: &str, context: &Context) -> Result<Vec<String>, ToolError> {
    let project = Project::open(path, context)?;
    let below = stack::services(&project).into_iter().filter(|candidate| !candidate.folder.is_empty());
    Ok(below.map(|candidate| project.shown(&candidate.folder)).collect())
}

fn in_folder(path: &str, wishes: &Wishes, context: &Context, mut ledger: Ledger) -> Result<Made, ToolError> {
    let mut project = Project::open(path, context)?;
    if project.is_empty() {
        return Err(ToolError::invalid_input(format!("there is no file below `{path}`")).help(
            "give the folder with the service's manifest (package.json, pyproject.toml, go.mod, pom.xml, Cargo.toml)",
        ));
    }
    let candidates = stack::services(&project);
    let chosen = match wishes.stack {
        // A part of this project was named, and its stack is known by that.
        Some(stack) => {
            let evidence = Evidence::default("the folder that was named is of it").confidence(Confidence::High);
            ledger.decide("stack", stack.word(), evidence);
            Some((stack, String::new(), wishes.service.clone()))
        }
        None => stack::choose(&project, &candidates, wishes, &mut ledger)?,
    };
    let Some((stack, folder, rest)) = chosen else {
        return Ok(unfinished(None, &project, ledger));
    };
    let mut inner = if folder.is_empty() { None } else { Some(project.below(&folder)) };
    if let Some(text) = &wishes.dockerfile {
        inner.as_mut().unwrap_or(&mut project).overlay("Dockerfile", Source::new("dockerfile", text.clone()));
    }
    let service_project = inner.as_ref().unwrap_or(&project);
    let wishes = Wishes { service: rest, ..wishes.clone() };
    let folder = wishes.service.clone().unwrap_or_default();
    let old = match &wishes.dockerfile {
        Some(text) => Some(Old::read(Source::new("dockerfile", text.clone()))),
        None => existing::source_of_part(service_project, &folder).map(Old::read),
    };
    let Some(old) = old else { return made(stack, service_project, &wishes, ledger) };
    // One that keeps build and image apart is only touched when that is asked for.
    if wishes.dockerfile.is_none() && !old.is_single_stage() {
        let name = old.source().name().to_owned();
        let reason = "a Dockerfile is there already; give it as `dockerfile` to have it mended";
        ledger.decide("existing_dockerfile", name.clone(), Evidence::file(name, reason));
        return made(stack, service_project, &wishes, ledger);
    }
    mended(stack, service_project, &wishes, ledger, &old, context)
}

/// Makes a Dockerfile from the project's files and puts into it what was its author's in the old one.
fn mended(
    stack: Stack,
    project: &Project<'_>,
    wishes: &Wishes,
    mut ledger: Ledger,
    old: &Old,
    context: &Context,
) -> Result<Made, ToolError> {
    let name = old.source().name().to_owned();
    ledger.decide("existing_dockerfile", name.clone(), Evidence::file(name, "it is mended; `changes` says how"));
    let own = old.wishes(wishes, Some(project));
    let mut made = made(stack, project, &own, ledger)?;
    if own.start != wishes.start {
        witness(&mut made, old);
    }
    repair::repair(&mut made, old, context)?;
    Ok(made)
}

/// Names the old file where a value comes from it and not from the caller.
fn witness(made: &mut Made, old: &Old) {
    let Some(fact) = old.start() else { return };
    let mut own = Ledger::default();
    own.decide("start", line_of(&fact.value), fact.evidence);
    if let (Some(decision), Some(own)) =
        (made.decisions.iter_mut().find(|decision| decision.name == "start"), own.decisions.pop())
    {
        *decision = own;
    }
}

/// Mends a Dockerfile of which nothing but the text is known.
pub fn for_text(wishes: &Wishes, text: &str, context: &Context) -> Result<Made, ToolError> {
    let old = Old::read(Source::new("dockerfile", text));
    let Some(stack) = wishes.stack.or_else(|| old.stack()) else {
        let patched = Made { patched: Some(text.to_owned()), ..nothing() };
        let mut made = patched;
        repair::repair(&mut made, &old, context)?;
        return Ok(made);
    };
    let own = old.wishes(wishes, None);
    let mut made = for_stack(stack, &own)?;
    if own.start != wishes.start {
        witness(&mut made, &old);
    }
    if own.start.is_none()
        && let Some((_, line)) = old.start_text()
    {
        made.questions.push(Question {
            name: "start".to_owned(),
            question: format!("The old file starts by `{line}`. Which program does that run? Give `path`, so that it is read, or `start`."),
            choices: Vec::new(),
            assumed: made.decisions.iter().find(|decision| decision.name == "start").map(|decision| decision.value.clone()),
        });
    }
    repair::repair(&mut made, &old, context)?;
    Ok(made)
}

fn nothing() -> Made {
    Made {
        stack: None,
        file: None,
        dockerignore: String::new(),
        name: "app".to_owned(),
        context: ".".to_owned(),
        decisions: Vec::new(),
        questions: Vec::new(),
        gaps: Vec::new(),
        patched: None,
        changes: Vec::new(),
    }
}

/// The words of a command as one line that reads back as the same words.
pub(crate) fn line_of(words: &[String]) -> String {
    let plain = |word: &String| {
        if word.is_empty() || word.contains([' ', '"', '\\']) { format!("'{word}'") } else { word.clone() }
    };
    words.iter().map(plain).collect::<Vec<_>>().join(" ")
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
    if let Some(version) = &wishes.runtime_version {
        speakable(version)?;
    }
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
        patched: None,
        changes: Vec::new(),
    }
}

/// Refuses a name or folder that would stand in a command of the build and has characters that a shell reads.
pub(crate) fn speakable(name: &str) -> Result<(), ToolError> {
    if name.chars().all(|c| c.is_alphanumeric() || "_-./@+~".contains(c)) && !name.starts_with('-') {
        return Ok(());
    }
    Err(ToolError::invalid_input(format!(
        "`{}` has characters that cannot stand in a command of the build",
        name.escape_debug()
    ))
    .help("rename it, or give another `service`"))
}

/// Asks for the folder that holds what a manifest takes from outside of its own.
pub(crate) fn ask_for_context(ledger: &mut Ledger, manifest: &Source, outside: &str) {
    ledger.ask(
        "context",
        format!(
            "`{}` takes `{outside}`, which lies outside of the folder, so a build with this folder as its context cannot have it. Can it be a package of one workspace with the service, or be published?",
            manifest.name()
        ),
        Vec::new(),
        None,
    );
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
