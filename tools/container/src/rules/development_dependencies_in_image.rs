//! `container/development-dependencies-in-image`

use architect_core::{Confidence, Finding, Rule, Sink, Span, declare_rule};

use crate::build_context::BuildContext;
use crate::dockerfile::{Instruction, Stage};
use crate::document::Document;
use crate::install_step::{InstallStep, installs};
use crate::moment::{Moment, joined, start_command};
use crate::node_package::NodePackage;

declare_rule! {
    /// ## What it finds
    /// A final stage of a Node.js service that holds the development dependencies: installed there, or copied from a stage
    /// that installed everything and took nothing away.
    ///
    /// ## Why it matters
    /// Compilers, linters and test runners make the image several times larger and bring their own vulnerabilities.
    ///
    /// ## Bad
    /// ```dockerfile project
    /// FROM node:24-trixie-slim
    /// WORKDIR /app
    /// COPY package.json package-lock.json ./
    /// RUN --mount=type=cache,target=/root/.npm npm ci
    /// COPY server.js ./
    /// USER 1000
    /// CMD ["node", "server.js"]
    /// # file: package.json
    /// {"dependencies": {"fastify": "5.4.0"}, "devDependencies": {"eslint": "9.30.0"}}
    /// # file: package-lock.json
    /// {"lockfileVersion": 3}
    /// # file: server.js
    /// process.on("SIGTERM", () => process.exit(0));
    /// ```
    /// ## Good
    /// ```dockerfile project
    /// FROM node:24-trixie-slim
    /// WORKDIR /app
    /// COPY package.json package-lock.json ./
    /// RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev
    /// COPY server.js ./
    /// USER 1000
    /// CMD ["node", "server.js"]
    /// # file: package.json
    /// {"dependencies": {"fastify": "5.4.0"}, "devDependencies": {"eslint": "9.30.0"}}
    /// # file: package-lock.json
    /// {"lockfileVersion": 3}
    /// # file: server.js
    /// process.on("SIGTERM", () => process.exit(0));
    /// ```
    /// ## Limits
    /// Only with the project around the file, and only when the container starts `node` with a file: a start through a script
    /// or a tool (`vite`, `tsx`, `nodemon`) may need what is installed.
    pub DevelopmentDependenciesInImage {
        id: "container/development-dependencies-in-image",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("Docker: multi-stage builds", "https://docs.docker.com/build/building/multi-stage/")],
    }
}

impl Rule<Document> for DevelopmentDependenciesInImage {
    fn check(&self, document: &Document, sink: &mut Sink) {
        let Some(context) = &document.build_context else { return };
        let Some(stage) = document.file.final_stage() else { return };
        if !starts_node(document, stage) {
            return;
        }
        let found = own_install(document, stage, context).or_else(|| copied_modules(document, stage, context));
        let Some((place, step, package)) = found else { return };
        let names = package.names("devDependencies");
        let Some(first) = names.first() else { return };
        let install = document.span(&step.command.span());
        let count = names.len();
        let more = if count > 1 { format!(" and {} more", count - 1) } else { String::new() };
        let finding = Finding::of::<Self>(place.clone())
            .subject(format!("stage {}", stage.label()))
            .confidence(Confidence::Medium)
            .message(format!("the image holds development dependencies: `{first}`{more}"))
            .help("Install with `--omit=dev` (pnpm and Yarn: `--prod`, `--production`) in the final stage, or prune before the copy.");
        sink.push(if place == install { finding } else { finding.related(install, "the install") });
    }
}

/// Whether the container starts `node` with a file and nothing else, which needs no development dependency.
fn starts_node(document: &Document, stage: &Stage) -> bool {
    let Some((_, words)) = start_command(document, stage) else { return false };
    let words: Vec<&str> = words
        .iter()
        .map(String::as_str)
        .skip_while(|word| {
            matches!(*word, "tini" | "dumb-init" | "--" | "/sbin/tini" | "/usr/bin/tini" | "/usr/bin/dumb-init")
        })
        .collect();
    let [program, rest @ ..] = words.as_slice() else { return false };
    let loads = rest.iter().any(|word| {
        matches!(*word, "-r" | "--require" | "--import" | "--loader" | "-e" | "--eval" | "--watch" | "--inspect")
    });
    let file = rest.iter().find(|word| !word.starts_with('-'));
    let script = file.is_some_and(|file| !file.contains("node_modules") && !file.ends_with(".ts"));
    program.rsplit('/').next() == Some("node") && script && !loads
}

type Found<'d> = (Span, InstallStep<'d>, NodePackage);

/// A full install in the stage itself, without a prune behind it.
fn own_install<'d>(document: &'d Document, stage: &'d Stage, context: &BuildContext) -> Option<Found<'d>> {
    let step = full_install(document, stage)?;
    let (_, package) = step.package(document, context)?;
    Some((document.span(&step.command.span()), step, package))
}

/// The last install of a stage and those it stands on, when it took everything and nothing was removed afterwards.
fn full_install<'d>(document: &'d Document, stage: &'d Stage) -> Option<InstallStep<'d>> {
    let lineage = document.file.lineage(stage);
    let steps: Vec<InstallStep<'d>> = lineage.iter().rev().flat_map(|stage| installs(document, stage)).collect();
    let last = steps.into_iter().rfind(|step| step.install.manager.is_node())?;
    let removes = Moment::end(document, stage).commands().iter().any(|command| {
        let said = |word: &str| command.arguments().iter().any(|argument| argument == word);
        said("prune")
            || said("deploy")
            || said("autoclean")
            || said("focus")
            || (command.name() == "rm"
                && command.arguments().iter().any(|argument| argument.contains("node_modules")))
            || command.name() == "node-prune"
    });
    (!removes && !last.omits_development(document)).then_some(last)
}

/// Modules that are copied from a stage with everything in it.
fn copied_modules<'d>(document: &'d Document, stage: &'d Stage, context: &BuildContext) -> Option<Found<'d>> {
    if !installs(document, stage).is_empty() {
        return None;
    }
    for (index, statement) in stage.statements.iter().enumerate() {
        let Instruction::Copy(copy) = &statement.instruction else { continue };
        let Some(from) = copy.flag("from") else { continue };
        let moment = Moment::at(document, stage, index);
        let Some(origin) = document.file.stage_named(&moment.expand(from), stage.index) else { continue };
        let Some(step) = full_install(document, origin) else { continue };
        let Some(folder) = step.moment(document).folder() else { continue };
        let modules = joined(folder, "node_modules");
        let takes = copy.sources.iter().any(|source| {
            let path = joined("/", &moment.expand(source));
            path == modules || path == folder
        });
        if takes && let Some((_, package)) = step.package(document, context) {
            return Some((document.span(&statement.span), step, package));
        }
    }
    None
}
