//! `container/start-file-missing`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::contents::is_system_installer;
use crate::dockerfile::shell::SimpleCommand;
use crate::document::Document;
use crate::moment::{Moment, joined, start_command};
use crate::node_package::NodePackage;
use crate::package_manager::Install;

declare_rule! {
    /// ## What it finds
    /// A container that starts a file of the build output (`node dist/server.js`, or a script that does) which no step builds
    /// and nothing copies.
    ///
    /// ## Why it matters
    /// The image builds, and the container stops with `Cannot find module '/app/dist/server.js'`, except on the machine where
    /// somebody had built it before.
    ///
    /// ## Bad
    /// ```dockerfile project
    /// FROM node:24-trixie-slim
    /// WORKDIR /app
    /// COPY . .
    /// RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev
    /// USER 1000
    /// CMD ["node", "dist/server.js"]
    /// # file: package.json
    /// {"scripts": {"build": "tsc -p ."}}
    /// # file: package-lock.json
    /// {}
    /// # file: .dockerignore
    /// node_modules
    /// # file: src/server.ts
    /// process.on("SIGTERM", () => process.exit(0));
    /// ```
    /// ## Good
    /// ```dockerfile project
    /// FROM node:24-trixie-slim
    /// WORKDIR /app
    /// COPY . .
    /// RUN --mount=type=cache,target=/root/.npm npm ci && npm run build && npm prune --omit=dev
    /// USER 1000
    /// CMD ["node", "dist/server.js"]
    /// # file: package.json
    /// {"scripts": {"build": "tsc -p ."}}
    /// # file: package-lock.json
    /// {}
    /// # file: .dockerignore
    /// node_modules
    /// # file: src/server.ts
    /// process.on("SIGTERM", () => process.exit(0));
    /// ```
    /// ## Limits
    /// Only with the project around the file, for Node.js projects that have a script `build`. Whatever step may write files
    /// counts as building. Output that is built before `docker build`, outside, is not seen where version control ignores it.
    pub StartFileMissing {
        id: "container/start-file-missing",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("Docker: multi-stage builds", "https://docs.docker.com/build/building/multi-stage/")],
    }
}

/// Folders that build output goes to.
const OUTPUT: [&str; 5] = ["dist", "build", "out", "lib", ".output"];

impl Rule<Document> for StartFileMissing {
    fn check(&self, document: &Document, sink: &mut Sink) {
        let Some(context) = &document.build_context else { return };
        let Some(stage) = document.file.final_stage().filter(|_| document.is_followed()) else { return };
        let moment = Moment::end(document, stage);
        let Some(folder) = moment.folder() else { return };
        let Some((statement, words)) = start_command(document, stage) else { return };
        let manifest = context.origin(&moment, &joined(folder, "package.json"));
        let Some(package) = manifest.and_then(|path| NodePackage::read(context.text(&path)?)) else { return };
        // What runs with an install or a start may build as well.
        let hooks = ["prepare", "postinstall", "install", "prestart"];
        if package.script("build").is_none() || hooks.iter().any(|hook| package.script(hook).is_some()) {
            return;
        }
        let script = match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
            ["npm" | "yarn" | "pnpm", "start"] => package.script("start"),
            ["npm" | "yarn" | "pnpm", "run", name] => package.script(name),
            _ => None,
        };
        let started: Vec<&str> = match script {
            Some(script) => script.split_whitespace().collect(),
            None => words.iter().map(String::as_str).collect(),
        };
        let ["node", file] = started.as_slice() else { return };
        let inside = file.trim_start_matches("./");
        let output = inside.split_once('/').is_some_and(|(first, _)| OUTPUT.contains(&first));
        let place = joined(folder, inside);
        let there = ["", ".js", ".mjs", "/index.js"]
            .iter()
            .any(|ending| context.origin(&moment, &format!("{place}{ending}")).is_some());
        let whole = moment.brought().iter().any(|brought| brought.sources.iter().any(|source| source == "."));
        let elsewhere = moment.brought().iter().any(|brought| brought.from.is_some());
        if !output || there || !whole || elsewhere || moment.commands().iter().any(|command| may_build(command)) {
            return;
        }
        sink.push(
            Finding::of::<Self>(document.span(&statement.span))
                .subject(format!("node {inside}"))
                .confidence(Confidence::Medium)
                .message(format!("`{inside}` is started, and no step builds it (`npm run build`) or copies it"))
                .help("Build it in a stage with all dependencies, and copy the output into the final stage."),
        );
    }
}

/// Whether a command may write the file.
fn may_build(command: &SimpleCommand) -> bool {
    let global = command.has(&["-g", "--global", "config", "cache", "prune"]);
    let harmless =
        ["corepack", "mkdir", "chown", "chmod", "rm", "adduser", "addgroup", "useradd", "groupadd", "echo", "set"];
    let known = Install::read(command).is_some()
        || is_system_installer(command)
        || (command.name() == "npm" && global)
        || harmless.contains(&command.name().as_str());
    !known
}
