//! `container/several-commands`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::dockerfile::{Instruction, Statement};
use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// More than one `CMD`, `ENTRYPOINT` or `HEALTHCHECK` in a stage.
    ///
    /// ## Why it matters
    /// Only the last one counts. The others look as if they did something.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM node:24-trixie-slim
    /// USER 1000
    /// CMD ["node", "migrate.js"]
    /// CMD ["node", "server.js"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM node:24-trixie-slim
    /// USER 1000
    /// CMD ["node", "server.js"]
    /// ```
    pub SeveralCommands {
        id: "container/several-commands",
        severity: Warning,
        since: "0.1.0",
        aliases: [
            "hadolint:DL4003",
            "hadolint:DL4004",
            "hadolint:DL3012",
            "buildkit:MultipleInstructionsDisallowed",
            "trivy:DS-0016",
            "trivy:DS-0007",
            "trivy:DS-0023",
        ],
        references: [("Build checks: MultipleInstructionsDisallowed", "https://docs.docker.com/reference/build-checks/multiple-instructions-disallowed/")],
    }
}

impl Rule<Document> for SeveralCommands {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for stage in &document.file.stages {
            for keyword in ["CMD", "ENTRYPOINT", "HEALTHCHECK"] {
                let of_kind = |statement: &&Statement| {
                    statement.keyword.text.eq_ignore_ascii_case(keyword)
                        && !matches!(statement.instruction, Instruction::Unread)
                };
                let all: Vec<&Statement> = stage.statements.iter().filter(of_kind).collect();
                let [earlier @ .., last] = all.as_slice() else { continue };
                for statement in earlier {
                    sink.push(
                        Finding::of::<Self>(document.span(&statement.span))
                            .subject(format!("stage {}: {keyword}", stage.label()))
                            .message(format!(
                                "this {keyword} has no effect: a later one of the same stage replaces it"
                            ))
                            .related(document.span(&last.span), "the one that counts")
                            .help("Remove it."),
                    );
                }
            }
        }
    }
}
