//! `container/apt-lists-left`

use architect_core::fix::{Edit, Fix};
use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::dockerfile::shell::SimpleCommand;
use crate::dockerfile::{Command, Stage};
use crate::document::{Document, RunStep};
use crate::packages::{self, Manager, PackageCommand};

declare_rule! {
    /// ## What it finds
    /// `apt-get update` in the final image without removing the package lists in the same `RUN`.
    ///
    /// ## Why it matters
    /// Some 20 to 40 MB of lists stay in the image and are out of date the day after.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN apt-get update && apt-get install -y --no-install-recommends libpq5
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN apt-get update && apt-get install -y --no-install-recommends libpq5 && rm -rf /var/lib/apt/lists/*
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// Stages that are not part of the final image do not count, nor does a cache mount on `/var/lib/apt`.
    pub AptListsLeft {
        id: "container/apt-lists-left",
        severity: Info,
        since: "0.1.0",
        aliases: ["hadolint:DL3009"],
        references: [("Best practices: apt-get", "https://docs.docker.com/build/building/best-practices/#apt-get")],
    }
}

impl Rule<Document> for AptListsLeft {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for stage in document.final_lineage() {
            let needed_until = last_that_counts_on_lists(document, stage);
            for step in document.runs(stage) {
                let Some(update) = step.commands.iter().find(|command| updates(command)) else { continue };
                if mounted(&step) || step.commands.iter().any(cleans) {
                    continue;
                }
                let line = document.source.position(step.statement.span.start).line;
                let finding = Finding::of::<Self>(document.span(&update.span()))
                    .subject(format!("stage {}: line {line}", stage.label()))
                    .message("the package lists that `apt-get update` loads stay in the image")
                    .help("End the same RUN with `rm -rf /var/lib/apt/lists/*`, or mount a cache on /var/lib/apt.");
                sink.push(match removal(document, &step, needed_until) {
                    Some(fix) => finding.fix(fix),
                    None => finding,
                });
            }
        }
    }
}

/// The last step of a stage that installs with the lists of an earlier one.
fn last_that_counts_on_lists(document: &Document, stage: &Stage) -> Option<usize> {
    let counts_on_lists = |step: &RunStep<'_>| {
        let calls = packages::in_step(step, Manager::Apt);
        calls.iter().any(PackageCommand::installs) && !step.commands.iter().any(updates)
    };
    document.runs(stage).filter(counts_on_lists).map(|step| step.index).max()
}

/// Removes the lists behind the last command of the step that needs them; nothing where a later step does.
fn removal(document: &Document, step: &RunStep<'_>, needed_until: Option<usize>) -> Option<Fix> {
    let calls = packages::in_step(step, Manager::Apt);
    let last = calls.iter().rfind(|call| call.installs())?;
    if matches!(step.run.command, Command::Exec(_)) || needed_until.is_some_and(|index| index > step.index) {
        return None;
    }
    let end = last.command.span().end;
    let edit = Edit { span: document.span(&(end..end)), replacement: " && rm -rf /var/lib/apt/lists/*".to_owned() };
    Some(Fix::safe("Remove the lists", vec![edit]))
}

fn updates(command: &SimpleCommand) -> bool {
    matches!(command.name().as_str(), "apt-get" | "apt" | "aptitude")
        && command.verb().is_some_and(|verb| verb.text == "update")
}

fn mounted(step: &RunStep<'_>) -> bool {
    step.run.mounts().any(|mount| {
        mount.contains("/var/lib/apt") || mount.contains("target=/var,") || mount.ends_with("target=/var")
    })
}

/// `rm` of the lists, or a script that may well do it: one of the image's own is not seen.
fn cleans(command: &SimpleCommand) -> bool {
    let name = command.name();
    let lists = |word: &String| word.contains("/var/lib/apt") || word.contains("/var/lib/");
    // apt 2.7 and later.
    let dist_clean = command.has(&["dist-clean", "distclean"]) && matches!(name.as_str(), "apt-get" | "apt");
    dist_clean
        || (matches!(name.as_str(), "rm" | "find" | "truncate") && command.arguments().iter().any(lists))
        || name.contains("clean")
        || command.arguments().iter().any(|word| word.ends_with("clean.sh") || word.ends_with("cleanup.sh"))
}
