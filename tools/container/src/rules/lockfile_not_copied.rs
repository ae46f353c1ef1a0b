//! `container/lockfile-not-copied`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::build_context::{BuildContext, below};
use crate::dockerfile::shell::SimpleCommand;
use crate::document::{Document, title};
use crate::install_step::{InstallStep, installs};
use crate::moment::{bind_mounts, fits};
use crate::package_manager::Manager;

declare_rule! {
    /// ## What it finds
    /// An install that demands a lockfile (`npm ci`, `--frozen-lockfile`, `uv sync --locked`, …) where no `COPY` or mount
    /// before it brings one.
    ///
    /// ## Why it matters
    /// The build stops: `npm ci` says that it can only install with an existing package-lock.json. A pattern that matches
    /// no lockfile (`package*.json` in a pnpm project) is the usual reason.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM node:24-trixie-slim
    /// WORKDIR /app
    /// COPY package.json ./
    /// RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev
    /// COPY . .
    /// USER 1000
    /// CMD ["node", "server.js"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM node:24-trixie-slim
    /// WORKDIR /app
    /// COPY package.json package-lock.json ./
    /// RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev
    /// COPY . .
    /// USER 1000
    /// CMD ["node", "server.js"]
    /// ```
    /// ## Limits
    /// Whatever may have brought the lockfile counts as having done so: folders that are copied, other stages, commands that
    /// fetch or write files. With the project around the file, its lockfiles are looked at, too.
    pub LockfileNotCopied {
        id: "container/lockfile-not-copied",
        severity: Error,
        since: "0.1.0",
        aliases: [],
        references: [
            ("npm ci", "https://docs.npmjs.com/cli/v11/commands/npm-ci"),
            ("pnpm install --frozen-lockfile", "https://pnpm.io/cli/install#--frozen-lockfile"),
        ],
    }
}

impl Rule<Document> for LockfileNotCopied {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for stage in &document.file.stages {
            for step in installs(document, stage) {
                if !step.install.frozen || !step.in_place || !is_known(document, &step) {
                    continue;
                }
                let manager = step.install.manager;
                if may_be_there(document, &step, manager) {
                    continue;
                }
                if document.build_context.as_ref().is_some_and(|context| has_another(context, manager)) {
                    // That the wrong manager installs is told by its own rule.
                    continue;
                }
                let lockfile = manager.lockfiles().first().copied().unwrap_or_default();
                let finding = Finding::of::<Self>(document.span(&step.command.span()))
                    .subject(format!("stage {}: {}", stage.label(), title(step.command)))
                    .message(format!(
                        "`{}` needs `{lockfile}`, and nothing before brings it in",
                        title(step.command)
                    ));
                let missing = document.build_context.as_ref().is_some_and(|context| lies_nowhere(context, manager));
                sink.push(if missing {
                    finding.confidence(Confidence::Medium).help(format!(
                        "The project has no `{lockfile}`: make one, commit it, and copy it with the manifest."
                    ))
                } else {
                    finding.help(
                        format!("Copy it with the manifest: `COPY package.json {lockfile} ./`.")
                            .replace("package.json", manifest(manager)),
                    )
                });
                break;
            }
        }
    }
}

const fn manifest(manager: Manager) -> &'static str {
    match manager {
        Manager::Uv | Manager::Poetry | Manager::Pdm => "pyproject.toml",
        Manager::Pipenv => "Pipfile",
        _ => "package.json",
    }
}

/// Whether what the base image holds is known: an image of one's own may bring the project.
fn is_known(document: &Document, step: &InstallStep<'_>) -> bool {
    step.moment(document).base().system.is_some()
}

fn lies_nowhere(context: &BuildContext, manager: Manager) -> bool {
    manager.lockfiles().iter().all(|name| !context.has(name))
}

/// Whether the project has the lockfile of another manager, and none of this one.
fn has_another(context: &BuildContext, manager: Manager) -> bool {
    let has = |manager: Manager| manager.lockfiles().iter().any(|name| context.has(name));
    manager.is_node() && !has(manager) && Manager::NODE.into_iter().any(has)
}

fn may_be_there(document: &Document, step: &InstallStep<'_>, manager: Manager) -> bool {
    let moment = step.moment(document);
    let own = step.step.commands.iter().take_while(|command| !std::ptr::eq(*command, step.command));
    if moment.commands().into_iter().chain(own).any(may_write) || !step.step.run.heredocs.is_empty() {
        return true;
    }
    let brings = |source: &str| brings_lockfile(document, source, manager);
    let mounted = bind_mounts(step.step.run).iter().any(|(source, from)| from.is_some() || brings(source));
    let uncommon = step.step.stage.statements.iter().any(|statement| {
        matches!(&statement.instruction, crate::dockerfile::Instruction::Copy(copy) | crate::dockerfile::Instruction::Add(copy)
            if !copy.heredocs.is_empty() || copy.sources.iter().any(|source| source.text.contains("://")))
    });
    mounted
        || uncommon
        || moment.brought().iter().any(|brought| match &brought.from {
            Some(_) => {
                let program = |path: &String| path.contains("/bin") || matches!(path.as_str(), "uv" | "uvx");
                !(brought.to.contains("/bin") || brought.sources.iter().all(program))
            }
            None => brought.sources.iter().any(|source| brings(source)),
        })
}

/// Whether a source of the context is, fits or may hold the lockfile.
fn brings_lockfile(document: &Document, source: &str, manager: Manager) -> bool {
    let context = document.build_context.as_ref();
    // What .dockerignore leaves out is not there for the build.
    let there = |context: &BuildContext, path: &str| {
        context.has(path) && !document.ignore.as_ref().is_some_and(|ignore| ignore.leaves_out(path))
    };
    if source.contains('$') {
        return true;
    }
    let (folder, name) = source.rsplit_once('/').unwrap_or((".", source));
    let fitting = manager.lockfiles().iter().any(|lockfile| match context {
        // A pattern brings what is there.
        Some(context) if name.contains('*') && !folder.contains('*') => {
            fits(name, lockfile) && there(context, &below(folder, lockfile))
        }
        _ => fits(name, lockfile),
    });
    if fitting {
        return true;
    }
    match context {
        Some(context) if context.has(source) => false,
        Some(context) if context.has_folder(source) => {
            let holds = manager.lockfiles().iter().any(|lockfile| there(context, &below(source, lockfile)));
            // A parent's lockfile lies in a subfolder's place only when that is copied, too.
            holds || source != "."
        }
        _ => may_be_folder(name),
    }
}

/// Whether a name may be a folder's.
fn may_be_folder(name: &str) -> bool {
    let known = ["package.json", "Dockerfile", "Makefile", "Pipfile", "LICENSE", ".npmrc", ".nvmrc", ".yarnrc"];
    let file = name.rsplit_once('.').is_some_and(|(stem, ending)| {
        !stem.is_empty()
            && matches!(
                ending,
                "json"
                    | "js"
                    | "ts"
                    | "mjs"
                    | "cjs"
                    | "toml"
                    | "yaml"
                    | "yml"
                    | "lock"
                    | "txt"
                    | "md"
                    | "sh"
                    | "py"
                    | "cfg"
                    | "ini"
                    | "lockb"
            )
    });
    !known.contains(&name) && !file
}

/// Whether a command may write files into the project.
fn may_write(command: &SimpleCommand) -> bool {
    let name = command.name();
    if matches!(name.as_str(), "npm" | "pnpm" | "yarn") {
        let global = command.has(&["-g", "--global", "set", "config", "cache", "--version", "-v", "ci"]);
        return !global;
    }
    if matches!(name.as_str(), "pip" | "pip3" | "uv" | "pipx") {
        return command.has(&["lock", "init", "add"]);
    }
    if name.starts_with("python") {
        return !command.has(&["pip", "venv"]);
    }
    !matches!(
        name.as_str(),
        "apt-get"
            | "apt"
            | "apk"
            | "yum"
            | "dnf"
            | "microdnf"
            | "corepack"
            | "mkdir"
            | "chown"
            | "chmod"
            | "rm"
            | "adduser"
            | "useradd"
            | "groupadd"
            | "addgroup"
            | "usermod"
            | "groupmod"
            | "echo"
            | "set"
            | "export"
            | "true"
            | "node"
            | "update-ca-certificates"
            | "ls"
            | "cat"
            | "test"
            | "["
    )
}
