//! `container/no-stop-signal-handler`

use architect_core::{Confidence, Finding, Rule, Sink, Source, declare_rule};

use crate::build_context::BuildContext;
use crate::document::Document;
use crate::moment::start_command;
use crate::node_package::NodePackage;

declare_rule! {
    /// ## What it finds
    /// A container that starts `node` without an init, itself or by `npm start`, for code in which nothing handles SIGTERM.
    ///
    /// ## Why it matters
    /// The kernel drops signals without a handler for process 1: `docker stop` and every rollout wait for the whole grace
    /// period and then kill the process in the middle of its requests. Behind npm it dies at once, in the middle of them, too.
    ///
    /// ## Bad
    /// ```dockerfile project
    /// FROM node:24-trixie-slim
    /// WORKDIR /app
    /// COPY server.js ./
    /// USER 1000
    /// CMD ["node", "server.js"]
    /// # file: server.js
    /// require("node:http").createServer((_, answer) => answer.end("ok")).listen(3000);
    /// ```
    /// ## Good
    /// ```dockerfile project
    /// FROM node:24-trixie-slim
    /// WORKDIR /app
    /// COPY server.js ./
    /// USER 1000
    /// CMD ["node", "server.js"]
    /// # file: server.js
    /// const server = require("node:http").createServer((_, answer) => answer.end("ok")).listen(3000);
    /// process.on("SIGTERM", () => server.close());
    /// ```
    /// ## Limits
    /// Only with the project around the file, when all of its code was read. Frameworks and packages that handle the signal
    /// count as handlers; `init: true` in a compose file of the project counts as an init.
    pub NoStopSignalHandler {
        id: "container/no-stop-signal-handler",
        severity: Info,
        since: "0.1.0",
        aliases: [],
        references: [("Docker and Node.js best practices: kernel signals", "https://github.com/nodejs/docker-node/blob/main/docs/BestPractices.md#handling-kernel-signals")],
    }
}

/// Texts of code and packages that handle the signal.
const HANDLERS: [&str; 24] = [
    "SIGTERM",
    "enableShutdownHooks",
    "terminus",
    "close-with-grace",
    "http-terminator",
    "graceful",
    "lightship",
    "stoppable",
    "death",
    "signal-exit",
    "node-cleanup",
    "exit-hook",
    "next",
    "nuxt",
    "nitropack",
    "@sveltejs/adapter-node",
    "@remix-run/serve",
    "@react-router/serve",
    "pm2",
    "moleculer",
    "strapi",
    "sails",
    "@adonisjs/core",
    "@hapi/glue",
];

impl Rule<Document> for NoStopSignalHandler {
    fn check(&self, document: &Document, sink: &mut Sink) {
        let Some(context) = &document.build_context else { return };
        let Some(stage) = document.file.final_stage().filter(|_| document.is_followed()) else { return };
        let Some((statement, words)) = start_command(document, stage) else { return };
        let exec = matches!(
            &statement.instruction,
            crate::dockerfile::Instruction::Cmd(crate::dockerfile::Command::Exec(_))
                | crate::dockerfile::Instruction::Entrypoint(crate::dockerfile::Command::Exec(_))
        );
        let script = script_of(context, &words);
        let started: Vec<&str> = match &script {
            Some(script) => script.split_whitespace().collect(),
            None => words.iter().map(String::as_str).collect(),
        };
        let [program, rest @ ..] = started.as_slice() else { return };
        let Some(file) = rest.iter().find(|word| !word.starts_with('-')) else { return };
        let loads =
            rest.iter().any(|word| matches!(*word, "-r" | "--require" | "--import" | "-e" | "--eval" | "--watch"));
        if program.rsplit('/').next() != Some("node") || !exec || loads || file.contains("node_modules") {
            return;
        }
        // The official image's own entry point runs the program in its place.
        let stopped = stage
            .statements
            .iter()
            .any(|statement| matches!(statement.instruction, crate::dockerfile::Instruction::Stopsignal(_)));
        if stopped || !serves(context) || handles(context) || has_init(context) {
            return;
        }
        sink.push(
            Finding::of::<Self>(document.span(&statement.span))
                .subject(format!("{} node {file}", statement.keyword.text.to_ascii_uppercase()))
                .confidence(Confidence::Medium)
                .message(if script.is_some() {
                    "no code of the project handles SIGTERM: a stop cuts off what is in work"
                } else {
                    "`node` is process 1, and no code of the project handles SIGTERM: it is killed after the grace period"
                })
                .help("Handle SIGTERM (`process.on(\"SIGTERM\", …)`: close the server, then exit), or start it under an init (`tini`, `docker run --init`)."),
        );
    }
}

/// The one command of the script that `npm start` and its like run.
fn script_of(context: &BuildContext, words: &[String]) -> Option<String> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let name = match words.as_slice() {
        ["npm" | "yarn" | "pnpm", "start"] => "start",
        ["npm" | "yarn" | "pnpm", "run", name] => name,
        _ => return None,
    };
    let package = NodePackage::read(context.text("package.json")?)?;
    package.script(name).filter(|script| !script.contains(['&', '|', ';', '=', '$'])).map(ToOwned::to_owned)
}

/// Whether there is code of a server, all of which was read.
fn serves(context: &BuildContext) -> bool {
    let Some(code) = context.code(&["js", "mjs", "cjs", "ts", "mts", "cts"]) else { return false };
    code.iter().any(|(_, source)| source.text().contains(".listen("))
}

fn handles(context: &BuildContext) -> bool {
    let code = context.code(&["js", "mjs", "cjs", "ts", "mts", "cts", "tsx", "jsx"]).unwrap_or_default();
    let manifests = context.manifests().filter(|(path, _)| path.ends_with("package.json"));
    let says = |source: &Source, word: &str| source.text().contains(word);
    code.iter().any(|(_, source)| {
        says(source, "SIGTERM")
            || says(source, "enableShutdownHooks")
            || says(source, "process.once(sig")
            || says(source, "process.on(sig")
    }) || manifests.into_iter().any(|(_, source)| {
        HANDLERS.iter().any(|name| {
            source.text().contains(&format!("\"{name}\""))
                || (name.len() > 5 && *name != "strapi" && source.text().contains(name))
        }) || says(source, "@strapi/")
    })
}

fn has_init(context: &BuildContext) -> bool {
    context.manifests().any(|(path, source)| path.contains("compose") && source.text().contains("init: true"))
}
