//! `container/shell-missing`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::contents::Contents;
use crate::dockerfile::shell::is_shell;
use crate::dockerfile::{Command, Instruction};
use crate::document::Document;
use crate::moment::Moment;

declare_rule! {
    /// ## What it finds
    /// A `RUN`, `CMD` or `ENTRYPOINT` that needs a shell in a stage whose image has none: scratch, distroless, chiselled
    /// .NET images.
    ///
    /// ## Why it matters
    /// The build stops with `exec: "/bin/sh": no such file or directory`, or the container does when it starts.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM gcr.io/distroless/nodejs24-debian13:nonroot
    /// WORKDIR /app
    /// COPY dist ./dist
    /// RUN mkdir -p /app/data
    /// CMD ["dist/server.js"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM node:24-trixie-slim AS build
    /// WORKDIR /app
    /// COPY dist ./dist
    /// RUN mkdir -p /app/data
    ///
    /// FROM gcr.io/distroless/nodejs24-debian13:nonroot
    /// WORKDIR /app
    /// COPY --from=build /app ./
    /// CMD ["dist/server.js"]
    /// ```
    /// ## Limits
    /// A stage into which a shell or busybox is copied is left alone, and so are the `debug` variants, which have one.
    pub ShellMissing {
        id: "container/shell-missing",
        severity: Error,
        since: "0.1.0",
        aliases: [],
        references: [("Distroless images", "https://github.com/GoogleContainerTools/distroless#entrypoints")],
    }
}

impl Rule<Document> for ShellMissing {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for stage in &document.file.stages {
            if !document.file.base_image(stage).lacks_shell() || !document.is_followed() {
                continue;
            }
            let last = |wanted: fn(&Instruction) -> bool| {
                stage.statements.iter().rposition(|statement| wanted(&statement.instruction))
            };
            let starts = [
                last(|instruction| matches!(instruction, Instruction::Cmd(_))),
                last(|instruction| matches!(instruction, Instruction::Entrypoint(_))),
            ];
            for (index, statement) in stage.statements.iter().enumerate() {
                let command = match &statement.instruction {
                    Instruction::Run(run) => &run.command,
                    Instruction::Cmd(command) | Instruction::Entrypoint(command) if starts.contains(&Some(index)) => {
                        command
                    }
                    _ => continue,
                };
                let is_run = matches!(statement.instruction, Instruction::Run(_));
                let moment = if is_run { Moment::at(document, stage, index) } else { Moment::end(document, stage) };
                if !needs_shell(command)
                    || !Contents::at(moment).lacks_shell()
                    || has_own_shell(document, stage.index, index)
                {
                    continue;
                }
                let image = document.file.base_image(stage);
                let keyword = statement.keyword.text.to_ascii_uppercase();
                let help = if is_run {
                    "Do it in an earlier stage and copy the result with `COPY --from`."
                } else {
                    "Write it as a JSON list with the program itself: `[\"/app/server\"]`."
                };
                sink.push(
                    Finding::of::<Self>(document.span(&statement.span))
                        .subject(format!("stage {}: {keyword}", stage.label()))
                        .message(format!("this {keyword} needs a shell, and `{}` has none", image.text))
                        .help(help),
                );
            }
        }
    }
}

fn needs_shell(command: &Command) -> bool {
    match command {
        Command::Shell(text) => !text.text.trim().is_empty(),
        Command::Exec(words) => words.first().is_some_and(|word| is_shell(&word.text)),
    }
}

/// Whether a `SHELL` before a statement names another program than a shell of the system.
fn has_own_shell(document: &Document, stage: usize, index: usize) -> bool {
    let statements = document.file.stages.get(stage).map(|stage| stage.statements.as_slice()).unwrap_or_default();
    statements.iter().take(index).any(|statement| matches!(statement.instruction, Instruction::Shell(_)))
}
