//! `container/build-without-development-dependencies`

use architect_core::{Confidence, Finding, Rule, Severity, Sink, declare_rule};

use crate::dockerfile::shell::SimpleCommand;
use crate::document::{Document, title};
use crate::install_step::{InstallStep, installs};
use crate::node_package::NodePackage;
use crate::package_manager::moves;
use crate::packages::operands;

declare_rule! {
    /// ## What it finds
    /// A build step (`npm run build`, `tsc`, `nest build`, …) in a stage in which only production dependencies were
    /// installed.
    ///
    /// ## Why it matters
    /// The compiler and the bundler are development dependencies: the build stops with `tsc: not found`.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM node:24-trixie-slim
    /// WORKDIR /app
    /// COPY package.json package-lock.json ./
    /// RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev
    /// COPY . .
    /// RUN npx tsc -p .
    /// USER 1000
    /// CMD ["node", "dist/server.js"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM node:24-trixie-slim AS build
    /// WORKDIR /app
    /// COPY package.json package-lock.json ./
    /// RUN --mount=type=cache,target=/root/.npm npm ci
    /// COPY . .
    /// RUN npx tsc -p .
    /// RUN npm prune --omit=dev
    ///
    /// FROM node:24-trixie-slim
    /// WORKDIR /app
    /// COPY --from=build /app ./
    /// USER 1000
    /// CMD ["node", "dist/server.js"]
    /// ```
    /// ## Limits
    /// `npm run build` is only told of with the project around the file, when the program that the script starts is listed
    /// under `devDependencies` and nowhere else.
    pub BuildWithoutDevelopmentDependencies {
        id: "container/build-without-development-dependencies",
        severity: Error,
        since: "0.1.0",
        aliases: [],
        references: [("npm: the option omit", "https://docs.npmjs.com/cli/v11/using-npm/config#omit")],
    }
}

/// Programs of builds and the packages they come with.
const BUILDERS: [(&str, &str); 14] = [
    ("tsc", "typescript"),
    ("nest", "@nestjs/cli"),
    ("vite", "vite"),
    ("webpack", "webpack"),
    ("rollup", "rollup"),
    ("tsup", "tsup"),
    ("esbuild", "esbuild"),
    ("swc", "@swc/cli"),
    ("babel", "@babel/cli"),
    ("ng", "@angular/cli"),
    ("vue-tsc", "vue-tsc"),
    ("parcel", "parcel"),
    ("tsdown", "tsdown"),
    ("turbo", "turbo"),
];

impl Rule<Document> for BuildWithoutDevelopmentDependencies {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for stage in &document.file.stages {
            let steps: Vec<InstallStep<'_>> = document
                .file
                .lineage(stage)
                .into_iter()
                .rev()
                .flat_map(|stage| installs(document, stage))
                .filter(|step| step.install.manager.is_node())
                .collect();
            // With a full install anywhere before, the tools may be there.
            let Some(production) = steps.first() else { continue };
            if !steps.iter().all(|step| step.in_place && step.omits_development(document)) {
                continue;
            }
            if brings_modules(document, stage) {
                continue;
            }
            let package = document.build_context.as_ref().and_then(|context| production.package(document, context));
            let package = package.map(|(_, package)| package);
            for step in document.runs(stage) {
                let before = step.stage.index == production.step.stage.index && step.index < production.step.index;
                if before || step.commands.iter().any(moves) {
                    continue;
                }
                let failing =
                    step.commands.iter().find_map(|command| Some((command, tool(command, package.as_ref())?)));
                let Some((command, (tool, sure))) = failing else { continue };
                if step.commands.iter().any(|command| {
                    operands(command).iter().any(|word| word.contains(tool)) && command.name() == "npm"
                }) {
                    continue;
                }
                let finding = Finding::of::<Self>(document.span(&command.span()))
                    .subject(format!("stage {}: {}", stage.label(), title(command)))
                    .message(format!("`{}` needs `{tool}`, which the install without development dependencies left out", title(command)))
                    .related(document.span(&production.command.span()), "the install")
                    .help("Install everything in a build stage, build there, and take production dependencies only into the final stage.");
                sink.push(if sure {
                    finding
                } else {
                    finding.severity(Severity::Warning).confidence(Confidence::Medium)
                });
                break;
            }
        }
    }
}

/// The package that a command needs and that is not there, and whether the project says so.
fn tool<'p>(command: &SimpleCommand, package: Option<&'p NodePackage>) -> Option<(&'p str, bool)> {
    let name = command.name();
    let words = operands(command);
    let first = words.first().map(String::as_str);
    let script = match (name.as_str(), first) {
        ("npm" | "pnpm" | "yarn" | "bun", Some("run")) => words.get(1).map(String::as_str),
        ("yarn" | "pnpm", Some(verb)) if verb.starts_with("build") => Some(verb),
        _ => None,
    };
    if let Some(script) = script {
        let package = package?;
        let text = package.script(script)?;
        let program = text.split([' ', '&', ';']).find(|word| !word.is_empty() && !word.contains('='))?;
        let (_, needed) = BUILDERS.iter().find(|(builder, _)| *builder == program)?;
        return package.develops_with(needed).then_some((*needed, true));
    }
    // `npx --package …` and `npx pkg@version` fetch what they run.
    let direct = match (name.as_str(), first) {
        ("npx", Some(tool))
            if package.is_some()
                || command.verb().is_some_and(|word| word.plain() == tool)
                    && !command.has(&["--package", "--yes", "-y"]) =>
        {
            tool
        }
        ("yarn" | "pnpm", Some("exec")) => words.get(1).map(String::as_str)?,
        (tool, _) => tool,
    };
    let (_, needed) = BUILDERS.iter().find(|(builder, _)| *builder == direct && *builder != "turbo")?;
    match package {
        Some(package) => package.develops_with(needed).then_some((*needed, true)),
        None if name == "npx" && *needed == "typescript" => Some((*needed, false)),
        None => None,
    }
}

/// Whether modules may come from elsewhere.
fn brings_modules(document: &Document, stage: &crate::dockerfile::Stage) -> bool {
    let moment = crate::moment::Moment::end(document, stage);
    moment.brought().iter().any(|brought| {
        let from = brought.from.is_some() && !brought.to.contains("/bin");
        from || brought.sources.iter().any(|source| source.contains("node_modules"))
    }) || moment.commands().iter().any(|command| {
        let verb = operands(command);
        matches!(command.name().as_str(), "npm" | "yarn" | "pnpm")
            && (command.has(&["-g", "--global", "global"])
                || (verb.len() > 1 && matches!(verb.first().map(String::as_str), Some("install" | "i" | "add"))))
    })
}
