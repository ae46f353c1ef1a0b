//! `container/cd-instead-of-workdir`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::dockerfile::shell::ShellWord;
use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// A `RUN` that begins with `cd`, where `WORKDIR` would do. Off unless it is selected.
    ///
    /// ## Why it matters
    /// The folder holds for that step alone. `WORKDIR` says it once, makes the folder if need be, and is seen by whoever
    /// reads the next steps.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN cd /srv/shop && ./configure
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// WORKDIR /srv/shop
    /// RUN ./configure
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// A `cd` further on in a step is not reported, nor is one to a variable.
    pub CdInsteadOfWorkdir {
        id: "container/cd-instead-of-workdir",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["hadolint:DL3003", "trivy:DS-0013"],
        references: [("Best practices: WORKDIR", "https://docs.docker.com/build/building/best-practices/#workdir")],
    }
}

impl Rule<Document> for CdInsteadOfWorkdir {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for step in document.all_runs() {
            let Some(first) = step.commands.first().filter(|command| command.name() == "cd") else { continue };
            let Some(folder) = first.verb().map(ShellWord::plain).filter(|folder| !folder.contains('$')) else {
                continue;
            };
            sink.push(
                Finding::of::<Self>(document.span(&first.span()))
                    .subject(step.subject(first))
                    .message(format!("`cd {folder}` holds for this step alone"))
                    .help(format!("Put `WORKDIR {folder}` before it.")),
            );
        }
    }
}
