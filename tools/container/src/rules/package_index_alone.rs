//! `container/package-index-alone`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::dockerfile::shell::SimpleCommand;
use crate::document::{Document, title};

declare_rule! {
    /// ## What it finds
    /// A `RUN` that loads a package index and does nothing with it.
    ///
    /// ## Why it matters
    /// The step stays in the cache. When the list of packages in a later step changes, they are looked up in the old index,
    /// and are not found or not the newest.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM alpine:3.24
    /// RUN apk update
    /// RUN apk add --no-cache curl
    /// HEALTHCHECK NONE
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*
    /// HEALTHCHECK NONE
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// A step that runs anything else which might install something is not judged, nor one with a cache mount.
    pub PackageIndexAlone {
        id: "container/package-index-alone",
        severity: Warning,
        since: "0.1.0",
        aliases: ["trivy:DS-0017", "checkov:CKV_DOCKER_5", "droast:DF028"],
        references: [("Building best practices: apt-get", "https://docs.docker.com/build/building/best-practices/#apt-get")],
    }
}

impl Rule<Document> for PackageIndexAlone {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for step in document.all_runs() {
            let Some(update) = step.commands.iter().find(|command| updates(command)) else { continue };
            let cached = step.run.mounts().any(|mount| mount.contains("type=cache"));
            if cached || !step.commands.iter().all(|command| updates(command) || installs_nothing(command)) {
                continue;
            }
            let name = update.name();
            sink.push(
                Finding::of::<Self>(document.span(&update.span()))
                    .subject(format!("stage {}: {}", step.stage.label(), title(update)))
                    .message(format!("`{name} update` stands in a step of its own, so later steps see an old index"))
                    .help("Put it into the RUN that installs."),
            );
        }
    }
}

fn updates(command: &SimpleCommand) -> bool {
    matches!(command.name().as_str(), "apt-get" | "apt" | "aptitude" | "apk")
        && command.verb().is_some_and(|verb| verb.text == "update")
}

fn installs_nothing(command: &SimpleCommand) -> bool {
    let cleans = command.verb().is_some_and(|verb| matches!(verb.text.as_str(), "clean" | "autoclean"));
    match command.name().as_str() {
        "apt-get" | "apt" => cleans,
        name => matches!(name, "rm" | "echo" | "true" | "set" | "export" | "sed" | "cat" | "mkdir" | "sleep"),
    }
}
