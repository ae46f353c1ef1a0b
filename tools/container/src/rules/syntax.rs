//! `container/syntax`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// A part that is no valid Dockerfile: an unknown instruction, missing arguments, an unclosed here-document.
    ///
    /// ## Why it matters
    /// The build stops there. The rest of the file is still judged.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM node:24-trixie-slim
    /// WORKDIRR /app
    /// USER 1000
    /// CMD ["node", "server.js"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM node:24-trixie-slim
    /// WORKDIR /app
    /// USER 1000
    /// CMD ["node", "server.js"]
    /// ```
    pub Syntax {
        id: "container/syntax",
        severity: Error,
        since: "0.1.0",
        aliases: ["hadolint:DL1000", "hadolint:DL3061", "hadolint:DL3043"],
        references: [("Dockerfile reference", "https://docs.docker.com/reference/dockerfile/")],
    }
}

impl Rule<Document> for Syntax {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for problem in &document.file.problems {
            let span = document.span(&problem.span);
            let line = span.start().line;
            let finding = Finding::of::<Self>(span).message(problem.message.clone()).subject(format!("line {line}"));
            sink.push(match &problem.help {
                Some(help) => finding.help(help.clone()),
                None => finding,
            });
        }
    }
}
