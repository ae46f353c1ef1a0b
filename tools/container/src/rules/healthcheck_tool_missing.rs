//! `container/healthcheck-tool-missing`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::contents::Contents;
use crate::dockerfile::Command;
use crate::dockerfile::shell::{Joint, SimpleCommand, commands_of_command};
use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// A health check that uses a program which the image does not have: curl or wget in a slim variant, a shell in a
    /// distroless one, `pg_isready`, `nc`, Node.js or Python where nothing installs it.
    ///
    /// ## Why it matters
    /// The check can never succeed: the container is unhealthy for ever, and is restarted or never put to work.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM node:24-trixie-slim
    /// EXPOSE 3000
    /// USER 1000
    /// HEALTHCHECK CMD ["curl", "-f", "http://127.0.0.1:3000/health"]
    /// CMD ["node", "server.js"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM node:24-trixie-slim
    /// EXPOSE 3000
    /// USER 1000
    /// HEALTHCHECK CMD ["node", "-e", "fetch('http://127.0.0.1:3000/health').then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
    /// CMD ["node", "server.js"]
    /// ```
    /// ## Limits
    /// Known are distroless, scratch, Alpine, Debian, Ubuntu, .NET, Bun, uv and the official language images. A program that
    /// some `RUN` or `COPY` of the stage may bring is taken to be there, and so is one behind `||`.
    pub HealthcheckToolMissing {
        id: "container/healthcheck-tool-missing",
        severity: Error,
        since: "0.1.0",
        aliases: [],
        references: [("Dockerfile reference: HEALTHCHECK", "https://docs.docker.com/reference/dockerfile/#healthcheck")],
    }
}

/// Programs of health checks whose absence can be told.
const TOOLS: [&str; 16] = [
    "curl",
    "wget",
    "nc",
    "ncat",
    "netcat",
    "pg_isready",
    "redis-cli",
    "mysqladmin",
    "mongosh",
    "ps",
    "pgrep",
    "pidof",
    "node",
    "python",
    "python3",
    "bash",
];

impl Rule<Document> for HealthcheckToolMissing {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for stage in document.file.stages.iter().filter(|_| document.is_followed()) {
            let Some((statement, check)) = stage.healthcheck() else { continue };
            let Some(command) = &check.command else { continue };
            let contents = Contents::of(document, stage);
            let Some(missing) = missing(&contents, command) else { continue };
            let image = &contents.base.reference.text;
            sink.push(
                Finding::of::<Self>(document.span(&statement.span))
                    .subject(format!("stage {}: HEALTHCHECK", stage.label()))
                    .message(format!("the health check needs {missing}, which `{image}` does not have"))
                    .help("Ask with the runtime itself (`node -e \"fetch(…)\"`, `python -c \"import urllib.request; …\"`) or with a command of the program's own."),
            );
        }
    }
}

/// What the command needs and the image lacks.
fn missing(contents: &Contents<'_>, command: &Command) -> Option<String> {
    let by_shell = match command {
        Command::Shell(_) => true,
        Command::Exec(words) => words.first().is_some_and(|word| matches!(word.text.as_str(), "sh" | "/bin/sh")),
    };
    if by_shell && contents.lacks_shell() {
        return Some("a shell".to_owned());
    }
    if let Command::Exec(words) = command
        && words.first().is_some_and(|word| matches!(word.text.as_str(), "bash" | "/bin/bash"))
        && contents.lacks("bash")
    {
        return Some("bash".to_owned());
    }
    let commands = commands_of_command(command);
    // `curl … || wget …` works with either.
    let alternatives = commands.iter().filter(|command| TOOLS.contains(&command.name().as_str())).count();
    if alternatives > 1
        && commands.iter().any(|command| command.joint == Joint::Or && TOOLS.contains(&command.name().as_str()))
    {
        return None;
    }
    commands.iter().map(SimpleCommand::name).find(|name| TOOLS.contains(&name.as_str()) && contents.lacks(name))
}
