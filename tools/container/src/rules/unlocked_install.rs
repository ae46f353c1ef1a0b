//! `container/unlocked-install`

use std::collections::BTreeMap;

use architect_core::{Confidence, Finding, Rule, Severity, Sink, declare_rule};

use crate::dockerfile::shell::SimpleCommand;
use crate::document::{Document, title};
use crate::packages::operands;

declare_rule! {
    /// ## What it finds
    /// An install of a project's dependencies that may differ from its lockfile: `npm install`, `yarn` and `pnpm install`
    /// without their frozen option, `uv sync` without `--locked`, `pipenv install` without `--deploy`, `cargo build`
    /// without `--locked`.
    ///
    /// ## Why it matters
    /// The image then holds versions that nobody tested, and two builds of one commit differ.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM node:24-trixie-slim
    /// WORKDIR /app
    /// COPY package.json package-lock.json ./
    /// RUN --mount=type=cache,target=/root/.npm npm install
    /// USER 1000
    /// CMD ["node", "server.js"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM node:24-trixie-slim
    /// WORKDIR /app
    /// COPY package.json package-lock.json ./
    /// RUN --mount=type=cache,target=/root/.npm npm ci
    /// USER 1000
    /// CMD ["node", "server.js"]
    /// ```
    /// ## Limits
    /// Installs of named packages and global installs are not meant. With `CI` set, pnpm and Yarn 2 and later are frozen by
    /// default, so they are not reported then.
    pub UnlockedInstall {
        id: "container/unlocked-install",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [
            ("npm ci", "https://docs.npmjs.com/cli/v11/commands/npm-ci"),
            ("pnpm install --frozen-lockfile", "https://pnpm.io/cli/install#--frozen-lockfile"),
            ("uv: locking and syncing", "https://docs.astral.sh/uv/concepts/projects/sync/"),
        ],
    }
}

impl Rule<Document> for UnlockedInstall {
    fn check(&self, document: &Document, sink: &mut Sink) {
        // Whether a stage sets `CI` is asked once, and where it matters: all of its statements and those below it are looked at.
        let mut sets_ci: BTreeMap<usize, bool> = BTreeMap::new();
        for step in document.all_runs() {
            for command in step.commands {
                let Some((instead, severity)) = unlocked(command, false) else { continue };
                let in_stage = *sets_ci.entry(step.stage.index).or_insert_with(|| {
                    document.file.lineage(step.stage).iter().any(|stage| stage.variable("CI").is_some())
                });
                let ci = in_stage || command.assignments.iter().any(|word| word.text.starts_with("CI="));
                if ci && unlocked(command, true).is_none() {
                    continue;
                }
                sink.push(
                    Finding::of::<Self>(document.span(&command.span()))
                        .subject(format!("stage {}: {}", step.stage.label(), title(command)))
                        .severity(severity)
                        .confidence(Confidence::Medium)
                        .message(format!("`{}` may install other versions than the lockfile names", title(command)))
                        .help(format!("Use `{instead}`.")),
                );
            }
        }
    }
}

/// What to use instead of an install that is not bound to the lockfile.
fn unlocked(command: &SimpleCommand, ci: bool) -> Option<(&'static str, Severity)> {
    let name = command.name();
    let verbs = operands(command);
    let verb = verbs.first().map(String::as_str);
    let alone = verbs.len() <= 1;
    let global = command.has(&["-g", "--global", "--location=global"]);
    match (name.as_str(), verb) {
        ("npm", Some("install" | "i" | "add")) if alone && !global && !command.has(&["--package-lock-only"]) => {
            Some(("npm ci", Severity::Warning))
        }
        ("pnpm", Some("install" | "i")) if alone && !global && !ci => {
            let frozen = command.has(&["--frozen-lockfile", "--offline", "--frozen-lockfile=true"]);
            (!frozen).then_some(("pnpm install --frozen-lockfile", Severity::Warning))
        }
        ("yarn", Some("install") | None) if alone && !ci => {
            let only_asks = command.has(&["--version", "-v", "--help", "-h"]);
            let frozen = command.has(&["--frozen-lockfile", "--immutable", "--immutable-cache", "--pure-lockfile"]);
            (!frozen && !only_asks)
                .then_some(("yarn install --frozen-lockfile (Yarn 1) or yarn install --immutable", Severity::Warning))
        }
        ("bun", Some("install" | "i")) if alone && !global => {
            let frozen = command.has(&["--frozen-lockfile"]);
            (!frozen).then_some(("bun install --frozen-lockfile", Severity::Warning))
        }
        ("pipenv", Some("install")) if alone => {
            let frozen = command.has(&["--deploy", "--ignore-pipfile"]);
            (!frozen).then_some(("pipenv sync, or pipenv install --deploy", Severity::Warning))
        }
        ("uv", Some("sync")) => {
            let frozen = command.has(&["--locked", "--frozen"]);
            (!frozen).then_some(("uv sync --locked", Severity::Info))
        }
        ("cargo", Some("build")) => {
            let frozen = command.has(&["--locked", "--frozen", "--offline"]);
            (!frozen).then_some(("cargo build --locked", Severity::Info))
        }
        _ => None,
    }
}
