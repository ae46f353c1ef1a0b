//! `container/literal-brace`

use architect_core::{Finding, Rule, Sink, declare_rule};

use super::{push_together, readable, simple_commands, span};
use crate::document::Document;
use crate::shell::Word;
declare_rule! {
    /// ## What it finds
    /// A `{` or `}` that stands for itself as an argument.
    ///
    /// ## Why it matters
    /// Where a group was meant, a `;` or a line break is missing: the brace and what follows are arguments of the
    /// command before.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN test -d /opt/shop || mkdir /opt/shop }
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN test -d /opt/shop || { mkdir /opt/shop; }
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// Braces of `find -exec` and `xargs -I`, and those of other words, such as lists and templates, are left alone.
    pub LiteralBrace {
        id: "container/literal-brace",
        severity: Hint,
        since: "0.1.0",
        aliases: ["hadolint:SC1083", "shellcheck:SC1083"],
        references: [
            ("ShellCheck wiki: SC1083", "https://www.shellcheck.net/wiki/SC1083"),
        ],
    }
}

impl Rule<Document> for LiteralBrace {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for step in readable(document) {
            let mut findings = Vec::new();
            for (simple, _) in simple_commands(&step.script) {
                for word in simple.arguments() {
                    if !matches!(word.bare(), Some("{" | "}")) {
                        continue;
                    }
                    let brace = word.bare().unwrap_or_default();
                    findings.push(
                        Finding::of::<Self>(span(document, step, &word.place))
                            .subject(format!("{}: {brace}", document.step_title(step)))
                            .message(format!(
                                "`{brace}` is an argument of `{}` here",
                                simple.words.first().and_then(Word::text).unwrap_or_default()
                            ))
                            .help("End the command before it with `;`, or quote the brace."),
                    );
                }
            }
            push_together(sink, findings, "another one");
        }
    }
}
