//! `container/package-manager-as-init`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::dockerfile::shell::{SimpleCommand, base_name, commands_of_command, is_shell};
use crate::dockerfile::{Command, Statement};
use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// A start command that runs the service through a package manager, a build tool or `sh -c`.
    ///
    /// ## Why it matters
    /// That program is process 1 and gets the stop signal. npm ends at once and leaves the service without its
    /// shutdown; a shell does not pass the signal on at all, and the container is killed after the grace period.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM node:24-trixie-slim
    /// USER 1000
    /// CMD ["npm", "start"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM node:24-trixie-slim
    /// USER 1000
    /// CMD ["node", "server.js"]
    /// ```
    /// ## Limits
    /// An `ENTRYPOINT` that is an init (tini, dumb-init, …) is taken to handle signals. `sh -c "exec …"` is fine.
    pub PackageManagerAsInit {
        id: "container/package-manager-as-init",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [
            ("Docker and Node.js best practices: CMD", "https://github.com/nodejs/docker-node/blob/main/docs/BestPractices.md#cmd"),
            ("Dockerfile reference: exec form", "https://docs.docker.com/reference/dockerfile/#shell-and-exec-form"),
        ],
    }
}

impl Rule<Document> for PackageManagerAsInit {
    fn check(&self, document: &Document, sink: &mut Sink) {
        let lineage = document.final_lineage();
        let Some(stage) = lineage.first() else { return };
        let entrypoint = lineage.iter().find_map(|stage| stage.entrypoint());
        let cmd = lineage.iter().find_map(|stage| stage.cmd());
        let init = entrypoint.is_some_and(|(_, command)| first_name(command).is_some_and(|name| is_init(&name)));
        if init || document.is_windows(stage) {
            return;
        }
        for (start, wrapped) in [(entrypoint, false), (cmd, entrypoint.is_some())] {
            let Some((statement, command)) = start else { continue };
            if let Some(manager) = manager(command) {
                sink.push(started_through(document, statement, &manager, wrapped));
            }
        }
    }
}

fn started_through(document: &Document, statement: &Statement, manager: &str, wrapped: bool) -> Finding {
    let finding = Finding::of::<PackageManagerAsInit>(document.span(&statement.span))
        .subject(format!("{} {manager}", statement.keyword.text.to_ascii_uppercase()))
        .message(format!("`{manager}` is process 1 instead of the service, and gets its stop signal"));
    let finding = if wrapped { finding.confidence(Confidence::Medium) } else { finding };
    if is_shell(manager.split(' ').next().unwrap_or_default()) {
        finding.help("Start the program itself, or put `exec` in front of it.")
    } else {
        finding.help("Start the program itself, for example `[\"node\", \"dist/server.js\"]`.")
    }
}

/// The package manager, build tool or shell that a command starts.
pub(super) fn manager(command: &Command) -> Option<String> {
    if let Command::Exec(words) = command
        && let [shell, option, ..] = words.as_slice()
        && is_shell(&shell.text)
        && option.text.starts_with('-')
        && option.text.ends_with('c')
    {
        let inner = commands_of_command(command);
        let last = inner.last()?;
        if last.words.first().is_some_and(|word| word.text == "exec") {
            return managed(last);
        }
        return Some(format!("{} {}", base_name(&shell.text), option.text));
    }
    let commands = commands_of_command(command);
    managed(commands.last()?)
}

fn managed(command: &SimpleCommand) -> Option<String> {
    let name = command.name();
    let arguments = command.arguments();
    let verb = arguments.iter().find(|word| !word.starts_with('-')).map(String::as_str);
    let is_script = |word: &str| !word.contains(['.', '/']);
    let manages = match name.as_str() {
        "npm" | "npx" | "yarn" | "pnpm" | "mvn" | "mvnw" | "gradle" | "gradlew" | "nodemon" => true,
        "bun" => {
            verb == Some("run")
                && arguments.iter().filter(|word| !word.starts_with('-')).nth(1).is_some_and(|word| is_script(word))
        }
        "uv" | "poetry" | "pipenv" | "pdm" | "cargo" | "go" | "dotnet" => verb == Some("run"),
        _ => false,
    };
    manages.then(|| match verb {
        Some(verb) => format!("{name} {verb}"),
        None => name,
    })
}

fn first_name(command: &Command) -> Option<String> {
    commands_of_command(command).first().map(SimpleCommand::name)
}

fn is_init(name: &str) -> bool {
    matches!(
        name,
        "tini"
            | "tini-static"
            | "dumb-init"
            | "catatonit"
            | "init"
            | "s6-svscan"
            | "my_init"
            | "supervisord"
            | "docker-init"
    )
}
