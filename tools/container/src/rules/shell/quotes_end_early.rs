//! `container/quotes-end-early`

use architect_core::{Finding, Rule, Sink, declare_rule};

use super::{push_together, readable, span};
use crate::document::Document;
use crate::shell::{Node, Part, Role, ShellStep, walk};
declare_rule! {
    /// ## What it finds
    /// A quote within a quoted text that ends it: `"say "hello" to all"`, `'it's'`.
    ///
    /// ## Why it matters
    /// The inner quotes vanish, and what stands between them is outside of all quotes.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN mkdir "/opt/the "best" shop"
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN mkdir '/opt/the "best" shop'
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// Only letters between two texts in the same quotes are told, where one of the texts has a blank, a brace or a
    /// colon at that end.
    pub QuotesEndEarly {
        id: "container/quotes-end-early",
        severity: Hint,
        since: "0.1.0",
        aliases: [
            "hadolint:SC2026",
            "shellcheck:SC2026",
            "hadolint:SC2140",
            "shellcheck:SC2140",
        ],
        references: [
            ("ShellCheck wiki: SC2140", "https://www.shellcheck.net/wiki/SC2140"),
        ],
    }
}

impl Rule<Document> for QuotesEndEarly {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for step in readable(document) {
            let mut findings = Vec::new();
            walk(&step.script, &mut |node| {
                let Node::Word(word, Role::Argument) = node else { return };
                for three in word.parts.windows(3) {
                    let [before, Part::Literal(text, place), after] = three else { continue };
                    if is_name(text) && is_opened(step, before, after) {
                        findings.push(
                            Finding::of::<Self>(span(document, step, place))
                                .subject(format!("{}: {text}", document.step_title(step)))
                                .message(format!("`{text}` stands outside of the quotes, which end in front of it"))
                                .help("Escape the inner quotes, or use the other kind around them."),
                        );
                    }
                }
            });
            push_together(sink, findings, "another one");
        }
    }
}

fn is_name(text: &str) -> bool {
    text.contains(|c: char| c.is_alphabetic()) && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// Whether the texts around are in the same quotes, and one of them looks cut.
fn is_opened(step: &ShellStep, before: &Part, after: &Part) -> bool {
    let same = matches!((before, after), (Part::Double(..), Part::Double(..)) | (Part::Single(..), Part::Single(..)));
    let cut = |c: char| c.is_whitespace() || matches!(c, '{' | '}' | ':' | ',' | '(' | '[');
    let inner = |part: &Part| step.script.slice(&part.place()).trim_matches(['"', '\'', '$']).to_owned();
    same && (inner(before).ends_with(cut) || inner(after).starts_with(cut))
}
