//! `container/escaped-letter`

use architect_core::{Finding, Rule, Sink, declare_rule};

use super::{push_together, readable, shown, span};
use crate::document::Document;
use crate::shell::{Node, Part, Role, walk};
declare_rule! {
    /// ## What it finds
    /// `\n`, `\t` or `\r` outside of quotes: the backslash vanishes and the letter stays.
    ///
    /// ## Why it matters
    /// `tr , \n` replaces commas by the letter n, not by line breaks.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN tr , \n < /etc/shop.conf > /etc/shop.lines
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN tr , '\n' < /etc/shop.conf > /etc/shop.lines
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    pub EscapedLetter {
        id: "container/escaped-letter",
        severity: Hint,
        since: "0.1.0",
        aliases: [
            "hadolint:SC1001",
            "shellcheck:SC1001",
            "hadolint:SC1012",
            "shellcheck:SC1012",
        ],
        references: [
            ("ShellCheck wiki: SC1012", "https://www.shellcheck.net/wiki/SC1012"),
        ],
    }
}

impl Rule<Document> for EscapedLetter {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for step in readable(document) {
            let mut findings = Vec::new();
            walk(&step.script, &mut |node| {
                let Node::Word(word, Role::Argument) = node else { return };
                for part in &word.parts {
                    let Part::Escaped(letter @ ('n' | 't' | 'r'), place) = part else { continue };
                    let text = shown(&step.script, &word.place);
                    findings.push(
                        Finding::of::<Self>(span(document, step, place))
                            .subject(format!("{}: {text}", document.step_title(step)))
                            .message(format!("`\\{letter}` without quotes is the letter {letter}"))
                            .help("Put the word in single quotes."),
                    );
                }
            });
            push_together(sink, findings, "another one");
        }
    }
}
