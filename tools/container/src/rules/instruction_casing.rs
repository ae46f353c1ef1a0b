//! `container/instruction-casing`

use architect_core::fix::{Edit, Fix};
use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::dockerfile::Instruction;
use crate::document::Document;
use crate::rules::from_as_casing;

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
        let keywords = || document.file.statements().map(|statement| &statement.keyword.text);
        let lower = keywords().filter(|word| word.chars().all(char::is_lowercase)).count();
        let upper = keywords().filter(|word| word.chars().all(char::is_uppercase)).count();
        for statement in document.file.statements() {
            let word = &statement.keyword;
            let small = lower > upper;
            let cased = |text: &str| if small { text.to_lowercase() } else { text.to_uppercase() };
            let wanted = cased(&word.text);
            if word.text == wanted {
                continue;
            }
            let span = document.span(&word.span);
            let mut edits = vec![Edit { span: span.clone(), replacement: wanted.clone() }];
            // The `AS` of a FROM goes with it.
            if let Instruction::From(from) = &statement.instruction
                && let Some(place) = from_as_casing::as_word(document, from)
            {
                edits.push(Edit { span: document.span(&place), replacement: cased("as") });
            }
            sink.push(
                Finding::of::<Self>(span)
                    .subject(word.text.clone())
                    .message(format!("`{}` differs in case from most instructions of this file", word.text))
                    .fix(Fix::safe(format!("Write `{wanted}`"), edits)),
            );
        }
    }
}
