//! `container/copy-before-install`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::dockerfile::shell::SimpleCommand;
use crate::dockerfile::{Instruction, Stage};
use crate::document::{Document, RunStep, title};
use crate::packages::operands;

declare_rule! {
    /// ## What it finds
    /// The whole source copied before the dependencies are installed, with no cache mount on the install.
    ///
    /// ## Why it matters
    /// Every edit of any file installs all dependencies again: minutes of each build instead of none.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM node:24-trixie-slim
    /// WORKDIR /app
    /// COPY . .
    /// RUN npm ci --omit=dev && npm cache clean --force
    /// USER 1000
    /// CMD ["node", "server.js"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM node:24-trixie-slim
    /// WORKDIR /app
    /// COPY package.json package-lock.json ./
    /// RUN npm ci --omit=dev && npm cache clean --force
    /// COPY . .
    /// USER 1000
    /// CMD ["node", "server.js"]
    /// ```
    /// ## Limits
    /// Installs of the project itself (`pip install .`) need the source and are not meant.
    pub CopyBeforeInstall {
        id: "container/copy-before-install",
        severity: Info,
        since: "0.1.0",
        aliases: [],
        references: [("Optimize cache usage: order your layers", "https://docs.docker.com/build/cache/optimize/#order-your-layers")],
    }
}

impl Rule<Document> for CopyBeforeInstall {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for stage in &document.file.stages {
            let Some(copied) = whole_copy(stage) else { continue };
            let first = document.runs(stage).find_map(|step| {
                let install = step.commands.iter().find(|command| installs(command))?;
                Some((step, install))
            });
            let Some((step, install)) = first else { continue };
            if step.index < copied || has_cache_mount(&step) {
                continue;
            }
            let Some(copy) = stage.statements.get(copied) else { continue };
            sink.push(
                Finding::of::<Self>(document.span(&copy.span))
                    .subject(format!("stage {}: {}", stage.label(), title(install)))
                    .confidence(Confidence::Medium)
                    .message(format!(
                        "the whole source is copied before `{}`, which every edit then repeats",
                        title(install)
                    ))
                    .related(document.span(&install.span()), "the install")
                    .help("Copy the manifests and the lockfile, install, then copy the rest."),
            );
        }
    }
}

/// The number of the first statement that copies the whole context.
fn whole_copy(stage: &Stage) -> Option<usize> {
    stage.statements.iter().position(|statement| match &statement.instruction {
        Instruction::Copy(copy) | Instruction::Add(copy) => {
            copy.flag("from").is_none()
                && copy
                    .sources
                    .iter()
                    .any(|source| matches!(source.unquoted().as_str(), "." | "./" | "/" | "./*" | "*"))
        }
        _ => false,
    })
}

fn has_cache_mount(step: &RunStep<'_>) -> bool {
    step.run.mounts().any(|mount| mount.contains("type=cache"))
}

/// Whether a command installs the dependencies that a manifest lists.
fn installs(command: &SimpleCommand) -> bool {
    let name = command.name();
    let words = operands(command);
    let verb = words.first().map(String::as_str);
    let alone = words.len() <= 1;
    let requirements = command.has_option('r', &["--requirement"]);
    match (name.as_str(), verb) {
        ("npm", Some("ci" | "install" | "i" | "clean-install")) | ("pnpm" | "bun", Some("install" | "i")) => {
            alone && !command.has(&["-g", "--global"])
        }
        ("yarn", verb) => verb.is_none_or(|verb| verb == "install") && !command.has(&["--version", "-v"]),
        ("pip" | "pip3", Some("install")) => requirements,
        ("composer" | "bundle", Some("install")) | ("pipenv", Some("install" | "sync")) => true,
        ("go", Some("mod")) => command.has(&["download"]),
        ("poetry", Some("install")) => command.has(&["--no-root"]),
        ("uv", Some("sync")) => command.has(&["--no-install-project"]),
        _ => false,
    }
}
