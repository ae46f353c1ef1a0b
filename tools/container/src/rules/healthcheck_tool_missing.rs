//! `container/healthcheck-tool-missing`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::dockerfile::shell::{SimpleCommand, commands_of_command};
use crate::dockerfile::{Command, Instruction, Stage};
use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// A health check that uses curl, wget or a shell which the final image does not have.
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
    /// Known are distroless, scratch, Alpine, Debian, Ubuntu and the official language images. A tool that some `RUN` or
    /// `COPY` of the stage may bring is taken to be there.
    pub HealthcheckToolMissing {
        id: "container/healthcheck-tool-missing",
        severity: Error,
        since: "0.1.0",
        aliases: [],
        references: [("Dockerfile reference: HEALTHCHECK", "https://docs.docker.com/reference/dockerfile/#healthcheck")],
    }
}

impl Rule<Document> for HealthcheckToolMissing {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for stage in &document.file.stages {
            let Some((statement, check)) = stage.healthcheck() else { continue };
            let Some(command) = &check.command else { continue };
            let image = document.file.base_image(stage);
            let missing =
                if matches!(command, Command::Shell(_)) && image.lacks_shell() && !brings(document, stage, "sh") {
                    Some("a shell".to_owned())
                } else {
                    let names = commands_of_command(command).iter().map(SimpleCommand::name).collect::<Vec<_>>();
                    let tool = names
                        .into_iter()
                        .find(|name| matches!(name.as_str(), "curl" | "wget") && image.has_tool(name) == Some(false));
                    tool.filter(|tool| !brings(document, stage, tool))
                };
            if let Some(missing) = missing {
                sink.push(
                    Finding::of::<Self>(document.span(&statement.span))
                        .subject(format!("stage {}: HEALTHCHECK", stage.label()))
                        .message(format!("the health check needs {missing}, which `{}` does not have", image.text))
                        .help("Ask with the runtime itself (`node -e \"fetch(…)\"`, `python -c \"import urllib.request; …\"`) or with a command of the program's own."),
                );
            }
        }
    }
}

/// Whether something in the stage may put a tool there.
fn brings(document: &Document, stage: &Stage, tool: &str) -> bool {
    document.file.lineage(stage).into_iter().any(|stage| {
        let by_run = document.runs(stage).flat_map(|step| step.commands).any(|command| {
            let name = command.name();
            let installs = matches!(
                name.as_str(),
                "apt-get" | "apt" | "apk" | "yum" | "dnf" | "microdnf" | "zypper" | "aptitude" | "pacman"
            );
            let script = matches!(name.as_str(), "sh" | "bash" | "ash" | "xargs") || name.ends_with(".sh");
            script
                || (installs
                    && command
                        .arguments()
                        .iter()
                        .any(|word| word.contains(tool) || word.contains('$') || word.contains('`')))
        });
        let by_copy = stage.statements.iter().any(|statement| match &statement.instruction {
            Instruction::Copy(copy) | Instruction::Add(copy) => {
                let to = copy.destination.unquoted();
                let bins = to.contains("bin")
                    || matches!(to.as_str(), "/" | "/usr" | "/usr/" | "/usr/local" | "/usr/local/");
                let named =
                    copy.sources.iter().any(|source| source.text.contains(tool) || source.text.contains("busybox"));
                named
                    || (bins && copy.flag("from").is_none() && to == "/")
                    || (bins
                        && copy.flag("from").is_some()
                        && copy.sources.iter().any(|source| {
                            !source
                                .text
                                .trim_end_matches('/')
                                .rsplit('/')
                                .next()
                                .unwrap_or_default()
                                .contains(|c: char| c.is_alphanumeric())
                                || source.text.ends_with('/')
                        }))
            }
            _ => false,
        });
        by_run || by_copy
    })
}
