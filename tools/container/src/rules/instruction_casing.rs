//! `container/instruction-casing`

use architect_core::fix::{Edit, Fix};
use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// An instruction in another case than most of the file. Off unless it is selected.
    ///
    /// ## Why it matters
    /// Only to readers: the eye finds instructions by their capitals.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM node:24-trixie-slim
    /// user 1000
    /// CMD ["node", "server.js"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM node:24-trixie-slim
    /// USER 1000
    /// CMD ["node", "server.js"]
    /// ```
    pub InstructionCasing {
        id: "container/instruction-casing",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["buildkit:ConsistentInstructionCasing"],
        references: [("Build checks: ConsistentInstructionCasing", "https://docs.docker.com/reference/build-checks/consistent-instruction-casing/")],
    }
}

impl Rule<Document> for InstructionCasing {
    fn check(&self, document: &Document, sink: &mut Sink) {
        let keywords: Vec<_> = document.file.statements().map(|statement| &statement.keyword).collect();
        let lower = keywords.iter().filter(|word| word.text.chars().all(char::is_lowercase)).count();
        let upper = keywords.iter().filter(|word| word.text.chars().all(char::is_uppercase)).count();
        for word in keywords {
            let wanted = if lower > upper { word.text.to_lowercase() } else { word.text.to_uppercase() };
            if word.text == wanted {
                continue;
            }
            let span = document.span(&word.span);
            sink.push(
                Finding::of::<Self>(span.clone())
                    .subject(word.text.clone())
                    .message(format!("`{}` differs in case from most instructions of this file", word.text))
                    .fix(Fix::safe(format!("Write `{wanted}`"), vec![Edit { span, replacement: wanted }])),
            );
        }
    }
}
