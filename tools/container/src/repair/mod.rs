//! A Dockerfile that is there already, mended: what its author chose and what is no fault stays.
//!
//! A file of one stage gets the structure that the project's facts ask for, and what was its author's is put into it;
//! any other file keeps its structure, and the fixes of the rules are applied to its text. In: the file, and what was
//! generated from the project's files, where there are any. Out: the mended file and the list of what changed and why.

pub(crate) mod author;
pub(crate) mod changes;
pub(crate) mod merge;
pub(crate) mod patch;

use architect_core::{CheckOptions, Context, Finding, Sink, Source, ToolError, rule};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::dockerfile::shell::{SimpleCommand, base_name};
use crate::dockerfile::{Command, Dockerfile, Instruction, Statement, Word, print};
use crate::document::Document;
use crate::generate::{Made, Stack, Wishes};
use crate::project::Project;
use crate::project::decision::{Evidence, Fact};
use crate::rules;

/// A change to a Dockerfile that was there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Change {
    /// What changed.
    pub what: String,
    /// Why.
    pub why: String,
    /// 1-based line of the old file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
}

/// The file that is to be mended.
#[derive(Debug)]
pub(crate) struct Old {
    pub(crate) document: Document,
}

impl Old {
    /// Reads it.
    pub(crate) fn read(source: Source) -> Self {
        Self { document: Document::read(source) }
    }

    pub(crate) fn file(&self) -> &Dockerfile {
        &self.document.file
    }

    pub(crate) fn source(&self) -> &Source {
        &self.document.source
    }

    pub(crate) fn line(&self, statement: &Statement) -> u32 {
        self.source().position(statement.span.start).line
    }

    /// Whether it installs and runs in one stage, so that everything the build needs is in the image.
    pub(crate) fn is_single_stage(&self) -> bool {
        let [stage] = self.file().stages.as_slice() else { return false };
        stage.runs().next().is_some() && !self.file().base_image(stage).lacks_shell()
    }

    /// All commands of its `RUN`s.
    pub(crate) fn commands(&self) -> impl Iterator<Item = &SimpleCommand> {
        self.document.all_runs().flat_map(|step| step.commands)
    }

    /// The start command, when it is one program in exec form that is no package manager and no shell.
    pub(crate) fn start(&self) -> Option<Fact<Vec<String>>> {
        let stage = self.file().final_stage()?;
        let (statement, command) = stage.cmd()?;
        let Command::Exec(words) = command else { return None };
        let words: Vec<String> = words.iter().map(|word| word.text.clone()).collect();
        let direct = matches!(words.first().map(String::as_str)?, "node" | "gunicorn" | "uvicorn" | "hypercorn");
        let development = words.iter().any(|word| matches!(word.as_str(), "--reload" | "--watch" | "--inspect"));
        let evidence =
            Evidence::line(self.source(), self.line(statement), "the Dockerfile that is there starts it so");
        (direct && !development && stage.entrypoint().is_none()).then(|| Fact::new(words, evidence))
    }

    /// The stack, from the base image.
    pub(crate) fn stack(&self) -> Option<Stack> {
        let file = self.file();
        let images = file.stages.iter().map(|stage| file.base_image(stage));
        images.into_iter().find_map(|image| match base_name(&image.repository) {
            "node" | "bun" => Some(Stack::Node),
            "python" | "uv" => Some(Stack::Python),
            "golang" => Some(Stack::Go),
            "rust" => Some(Stack::Rust),
            "maven" | "gradle" | "openjdk" | "eclipse-temurin" | "amazoncorretto" => Some(Stack::Java),
            _ => None,
        })
    }

    /// The package manager, from the installs.
    fn manager(&self, stack: Stack) -> Option<&'static str> {
        let known: &[&'static str] = match stack {
            Stack::Node => &["pnpm", "yarn", "bun", "npm"],
            Stack::Python => &["uv", "poetry", "pdm", "pipenv", "pip"],
            Stack::Java => &["gradle", "maven"],
            Stack::Go | Stack::Rust => &[],
        };
        let ran: Vec<String> = self.commands().map(SimpleCommand::name).collect();
        known.iter().copied().find(|name| {
            ran.iter().any(|ran| match *name {
                "maven" => matches!(ran.as_str(), "mvn" | "mvnw"),
                "gradle" => matches!(ran.as_str(), "gradle" | "gradlew"),
                "pip" => ran.starts_with("pip"),
                name => ran == name,
            })
        })
    }

    /// The first port that it exposes.
    fn port(&self) -> Option<u16> {
        let stage = self.file().final_stage()?;
        let Instruction::Expose(words) = &stage.expose()?.instruction else { return None };
        words.first()?.unquoted().split('/').next()?.parse().ok()
    }

    /// Whether it runs a build after the install.
    pub(crate) fn builds(&self) -> Option<&SimpleCommand> {
        self.commands().find(|command| {
            matches!(command.name().as_str(), "npm" | "pnpm" | "yarn" | "bun")
                && command.arguments().iter().any(|word| word == "build")
        })
    }

    /// What the rules find in it.
    pub(crate) fn findings(&self, context: &Context) -> Result<Vec<Finding>, ToolError> {
        let mut sink = Sink::new(context.selection(&CheckOptions::default(), Some(self.source().name()))?);
        rule::run(rules::ALL, &self.document, &mut sink, context)?;
        Ok(sink.finish().0)
    }

    /// The text of the start command as it is written.
    pub(crate) fn start_text(&self) -> Option<(&Statement, String)> {
        let stage = self.file().final_stage()?;
        let (statement, command) = stage.cmd().or_else(|| stage.entrypoint())?;
        let text = match command {
            Command::Exec(words) => words.iter().map(|word: &Word| word.text.as_str()).collect::<Vec<_>>().join(" "),
            Command::Shell(shell) => shell.text.clone(),
        };
        Some((statement, text))
    }

    /// What of the file answers for the caller, where the caller and the project say nothing.
    pub(crate) fn wishes(&self, wishes: &Wishes, project: Option<&Project<'_>>) -> Wishes {
        let mut wishes = wishes.clone();
        let alone = project.is_none();
        if wishes.start.is_none()
            && let Some(fact) = self.start().filter(|fact| project.is_none_or(|project| runs(project, &fact.value)))
        {
            wishes.start = Some(crate::generate::line_of(&fact.value));
        }
        if alone {
            wishes.port = wishes.port.or_else(|| self.port());
            wishes.package_manager =
                wishes.package_manager.or_else(|| self.manager(self.stack()?).map(ToOwned::to_owned));
            wishes.builds = self.builds().is_some();
        }
        wishes
    }
}

/// Whether a start command can run in what the project's build makes: a program that is neither in the project nor in
/// a folder that a build writes was put in its place by the old file's own steps.
fn runs(project: &Project<'_>, words: &[String]) -> bool {
    let [program, rest @ ..] = words else { return false };
    let Some(file) = rest.iter().find(|word| !word.starts_with('-')).filter(|_| program == "node") else {
        return program != "node";
    };
    let file = file.trim_start_matches("./");
    let there = ["", ".js", ".mjs", ".cjs"].iter().any(|ending| project.has(&format!("{file}{ending}")));
    there || file.contains('/') && !file.starts_with('/')
}

/// Mends the file with what was generated from the project's facts.
pub(crate) fn repair(made: &mut Made, old: &Old, context: &Context) -> Result<(), ToolError> {
    let findings = old.findings(context)?;
    let Some(file) = made.file.clone().filter(|_| old.is_single_stage()) else {
        let (text, changes) = patch::patch(old, made.file.as_ref(), context)?;
        made.file = Some(Dockerfile::read(&Source::new("Dockerfile", text.clone())));
        made.patched = Some(text);
        made.changes = changes;
        return Ok(());
    };
    let author = author::Author::of(old);
    let text = print::print(&merge::merge(&author, file, made));
    // Read back, so that what is told is told of what will be built.
    let merged = Dockerfile::read(&Source::new("Dockerfile", text.clone()));
    made.changes = changes::list(old, &author, &merged, &findings, made);
    made.patched = Some(text);
    made.file = Some(merged);
    Ok(())
}
