//! `container/corepack-missing`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::base_image::BaseImage;
use crate::dockerfile::Stage;
use crate::dockerfile::shell::{Joint, SimpleCommand};
use crate::document::{Document, title};
use crate::moment::Moment;

declare_rule! {
    /// ## What it finds
    /// `corepack`, `yarn` or `pnpm` in a stage on an official Node.js image that does not have it: corepack and Yarn are
    /// gone from version 25 on, and pnpm was in none of them.
    ///
    /// ## Why it matters
    /// The build stops with `corepack: not found`, often on the day when somebody only raised the version of Node.js.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM node:26-trixie-slim
    /// WORKDIR /app
    /// RUN corepack enable
    /// COPY package.json pnpm-lock.yaml ./
    /// RUN pnpm install --frozen-lockfile --prod
    /// USER 1000
    /// CMD ["node", "server.js"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM node:26-trixie-slim
    /// WORKDIR /app
    /// RUN npm install --global pnpm@10.18.0
    /// COPY package.json pnpm-lock.yaml ./
    /// RUN pnpm install --frozen-lockfile --prod
    /// USER 1000
    /// CMD ["node", "server.js"]
    /// ```
    /// ## Limits
    /// Only the official `node` images are judged. Whatever may have brought the program counts as having done so.
    pub CorepackMissing {
        id: "container/corepack-missing",
        severity: Error,
        since: "0.1.0",
        aliases: [],
        references: [("Node.js: Corepack", "https://nodejs.org/docs/latest-v24.x/api/corepack.html")],
    }
}

/// The first release line whose images have neither corepack nor Yarn.
const WITHOUT: u64 = 25;

impl Rule<Document> for CorepackMissing {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for stage in document.file.stages.iter().filter(|_| document.is_followed()) {
            let base = BaseImage::of(document.file.base_image(stage));
            let Some(line) = base.runtime_line("node").and_then(|line| line.0.first().copied()) else { continue };
            if document.is_windows(stage) || stage_copies_programs(document, stage) {
                continue;
            }
            let mut ran: Vec<&SimpleCommand> = match document.file.parent(stage) {
                Some(parent) => Moment::end(document, parent).commands(),
                None => Vec::new(),
            };
            'stage: for step in document.runs(stage) {
                for command in step.commands {
                    let name = command.name();
                    if missing(&name, line) && is_run_for_real(command) && !ran.iter().any(|ran| brings(ran, &name)) {
                        sink.push(not_there(document, stage, &base, command, &name, line));
                        // What follows fails for the same reason.
                        break 'stage;
                    }
                    ran.push(command);
                }
            }
        }
    }
}

fn missing(name: &str, line: u64) -> bool {
    match name {
        "corepack" | "yarn" | "yarnpkg" => line >= WITHOUT,
        "pnpm" | "pnpx" => true,
        _ => false,
    }
}

/// `if command -v yarn`, `yarn … || npm …`: what is tried and may fail.
fn is_run_for_real(command: &SimpleCommand) -> bool {
    matches!(command.joint, Joint::Start | Joint::And)
        && !command.has(&["--version", "-v", "-V"])
        && command.words.first().is_none_or(|word| word.text != "command")
}

/// Whether a command that ran before may have installed it.
fn brings(command: &SimpleCommand, name: &str) -> bool {
    let runner = command.name();
    let said = |word: &str| command.words.iter().any(|of| of.text.contains(word));
    match runner.as_str() {
        "npm" | "npx" | "apk" | "apt-get" | "apt" | "yarn" | "pnpm" | "bun" => {
            said(name) || said("$") || said("corepack")
        }
        "corepack" | "curl" | "wget" | "sh" | "bash" | "source" | "." | "asdf" | "mise" | "volta" | "proto"
        | "make" | "node" => true,
        runner => runner.ends_with(".sh"),
    }
}

/// Whether something is copied to where programs are.
fn stage_copies_programs(document: &Document, stage: &Stage) -> bool {
    let all = Moment::end(document, stage).brought();
    all.iter().any(|brought| {
        let system =
            brought.to == "/" || brought.to == "/usr" || brought.to.contains("/bin") || brought.to.contains("/lib");
        (brought.from.is_some() && system)
            || brought.sources.iter().any(|source| source.contains("corepack") || source.contains("pnpm/"))
    }) || Moment::end(document, stage).variable("PATH").is_some_and(|path| path.contains("node_modules/.bin"))
}

fn not_there(
    document: &Document,
    stage: &Stage,
    base: &BaseImage,
    command: &SimpleCommand,
    name: &str,
    line: u64,
) -> Finding {
    let help = match name {
        "corepack" => "Install the package manager itself, with its exact version: `npm install --global pnpm@10.18.0`; or corepack: `npm install --global corepack@0.34.0`.".to_owned(),
        "yarn" | "yarnpkg" => "Install it: `npm install --global yarn@1.22.22`, or run the release that the project keeps: `node .yarn/releases/yarn-….cjs`.".to_owned(),
        name if line < WITHOUT => format!("Put `corepack enable` or `npm install --global {name}@VERSION` before it."),
        name => format!("Put `npm install --global {name}@VERSION` before it."),
    };
    Finding::of::<CorepackMissing>(document.span(&command.span()))
        .subject(format!("stage {}: {}", stage.label(), title(command)))
        .message(format!("`{name}` is not in `{}`, and nothing before installs it", base.reference.text))
        .help(help)
}
