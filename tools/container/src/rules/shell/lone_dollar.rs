//! `container/lone-dollar`

use architect_core::{Finding, Rule, Sink, declare_rule};

use super::{push_together, readable, span};
use crate::document::Document;
use crate::shell::{Node, Part, walk};
declare_rule! {
    /// ## What it finds
    /// A `$` in double quotes that names nothing, in front of a blank or a bracket.
    ///
    /// ## Why it matters
    /// It stands for itself today. Whoever reads it looks for the variable, and a name behind it makes one of it.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN mkdir "/opt/cost in $ or else"
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN mkdir '/opt/cost in $ or else'
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// At the end of a text, and in front of `|`, `)` or `/`, it is the end of a pattern, and left alone.
    pub LoneDollar {
        id: "container/lone-dollar",
        severity: Hint,
        since: "0.1.0",
        aliases: ["hadolint:SC1000", "shellcheck:SC1000"],
        references: [
            ("ShellCheck wiki: SC1000", "https://www.shellcheck.net/wiki/SC1000"),
        ],
    }
}

impl Rule<Document> for LoneDollar {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for step in readable(document) {
            let mut findings = Vec::new();
            walk(&step.script, &mut |node| {
                let Node::Part(Part::Double(inner, _), _) = node else { return };
                for part in inner {
                    let Part::Literal(text, place) = part else { continue };
                    let Some(at) = text.find("$ ").filter(|_| text.len() == place.len()) else { continue };
                    let place = place.start + at..place.start + at + 1;
                    findings.push(
                        Finding::of::<Self>(span(document, step, &place))
                            .subject(format!("{}: $", document.step_title(step)))
                            .message("this `$` names nothing and stands for itself")
                            .help("Write `\\$`, or use single quotes."),
                    );
                }
            });
            push_together(sink, findings, "another one");
        }
    }
}
