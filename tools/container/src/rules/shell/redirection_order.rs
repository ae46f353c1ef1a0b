//! `container/redirection-order`

use architect_core::{Finding, Rule, Sink, declare_rule};

use super::{readable, shown, span};
use crate::document::Document;
use crate::shell::{Chain, RedirectionOperator};
declare_rule! {
    /// ## What it finds
    /// `2>&1 > file`: errors go where the output went before, not into the file.
    ///
    /// ## Why it matters
    /// Redirections are done from left to right. Errors still reach the build's log, or are lost where they were to be
    /// kept.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN /usr/local/bin/shop check 2>&1 > /var/log/shop-check
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN /usr/local/bin/shop check > /var/log/shop-check 2>&1
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// Within a substitution, and in front of a pipe, the order is a trick that is used on purpose, and is left alone.
    pub RedirectionOrder {
        id: "container/redirection-order",
        severity: Warning,
        since: "0.1.0",
        aliases: ["hadolint:SC2069", "shellcheck:SC2069"],
        references: [
            ("ShellCheck wiki: SC2069", "https://www.shellcheck.net/wiki/SC2069"),
            ("POSIX: redirection", "https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_07"),
        ],
    }
}

impl Rule<Document> for RedirectionOrder {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for step in readable(document) {
            // Only what stands in the script itself: within a substitution the output is taken.
            for pipeline in step.script.list.items.iter().flat_map(Chain::pipelines) {
                let [command] = pipeline.commands.as_slice() else { continue };
                for pair in command.redirections.windows(2) {
                    let [first, second] = pair else { continue };
                    let errors = step.script.slice(&first.place).starts_with("2>&1");
                    let output = matches!(second.operator, RedirectionOperator::Output | RedirectionOperator::Append)
                        && step.script.slice(&second.place).starts_with('>')
                        && !second.target.is("/dev/null");
                    if !(errors && output) {
                        continue;
                    }
                    let place = first.place.start..second.place.end;
                    let text = shown(&step.script, &place);
                    sink.push(
                        Finding::of::<Self>(span(document, step, &place))
                            .subject(format!("{}: {text}", document.step_title(step)))
                            .message(format!(
                                "`{text}` keeps only the output: errors go where the output went before"
                            ))
                            .help("Write `> file 2>&1`."),
                    );
                }
            }
        }
    }
}
