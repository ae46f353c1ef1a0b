//! `container/pipefail-missing`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::dockerfile::shell::{Joint, SimpleCommand, base_name};
use crate::dockerfile::{Command, Instruction, Stage};
use crate::document::{Document, RunStep};

declare_rule! {
    /// ## What it finds
    /// A pipe in a `RUN` whose shell is not told to fail with its first part. Off unless it is selected.
    ///
    /// ## Why it matters
    /// The step fails only when the last command of the pipe does: a download that broke off is unpacked as far as it came,
    /// and the build goes on.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN apt-cache search shop | sort > /shop.txt
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// SHELL ["/bin/bash", "-o", "pipefail", "-c"]
    /// RUN apt-cache search shop | sort > /shop.txt
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// `set -o pipefail` in the step counts, and so does a here-document with a `#!` line of its own. PowerShell and cmd are
    /// not judged.
    pub PipefailMissing {
        id: "container/pipefail-missing",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["hadolint:DL4006"],
        references: [("Best practices: using pipes", "https://docs.docker.com/build/building/best-practices/#using-pipes")],
    }
}

impl Rule<Document> for PipefailMissing {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for step in document.all_runs() {
            let own_interpreter =
                step.run.heredocs.iter().any(|heredoc| heredoc.body.text.trim_start().starts_with("#!"));
            if matches!(step.run.command, Command::Exec(_)) || own_interpreter || document.is_windows(step.stage) {
                continue;
            }
            if step.commands.iter().any(sets_pipefail) || shell_has_pipefail(document, &step) {
                continue;
            }
            let Some(piped) = step.commands.iter().find(|command| command.joint == Joint::Pipe) else { continue };
            let line = document.source.position(step.statement.span.start).line;
            sink.push(
                Finding::of::<Self>(document.span(&piped.span()))
                    .subject(format!("stage {}: line {line}", step.stage.label()))
                    .message("the step goes on when what stands before this pipe fails")
                    .help("Put `SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]` before it, or begin it with `set -o pipefail &&`."),
            );
        }
    }
}

/// `set -o pipefail`, alone or in a bundle.
fn sets_pipefail(command: &SimpleCommand) -> bool {
    command.name() == "set" && command.has(&["pipefail"])
}

/// Whether the shell of a step fails with any part of a pipe, or is none of those that have pipes of that kind.
fn shell_has_pipefail(document: &Document, step: &RunStep<'_>) -> bool {
    let own = step.stage.statements.get(..step.index).unwrap_or_default();
    let all = |stage: &'_ Stage| stage.statements.iter().rev().find_map(|statement| shell(&statement.instruction));
    let parents = || document.file.lineage(step.stage).into_iter().skip(1).find_map(all);
    let words = own.iter().rev().find_map(|statement| shell(&statement.instruction)).or_else(parents);
    let Some(words) = words else { return false };
    let program = words.first().map(|word| base_name(word).to_ascii_lowercase()).unwrap_or_default();
    match program.as_str() {
        // dash, and older versions of it behind this name, have no such option.
        "sh" | "dash" => false,
        "bash" | "ash" | "zsh" | "ksh" => words.iter().any(|word| word == "pipefail"),
        _ => true,
    }
}

fn shell(instruction: &Instruction) -> Option<Vec<String>> {
    match instruction {
        Instruction::Shell(words) => Some(words.iter().map(|word| word.text.clone()).collect()),
        _ => None,
    }
}
