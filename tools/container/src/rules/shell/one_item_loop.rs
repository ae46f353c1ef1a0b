//! `container/one-item-loop`

use architect_core::{Finding, Rule, Sink, declare_rule};

use super::{readable, shown, span};
use crate::document::Document;
use crate::shell::{CommandKind, Node, walk};
declare_rule! {
    /// ## What it finds
    /// A `for` over one word that is no pattern and no variable.
    ///
    /// ## Why it matters
    /// It runs once. Often a `$`, or the list that was meant, is missing.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN for file in conf; do cp "/etc/$file" /opt/; done
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN for file in conf data; do cp "/etc/$file" /opt/; done
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// A list with one entry is a list still: loops over several lines, as lists of keys are written, are left alone.
    pub OneItemLoop {
        id: "container/one-item-loop",
        severity: Hint,
        since: "0.1.0",
        aliases: ["hadolint:SC2043", "shellcheck:SC2043"],
        references: [
            ("ShellCheck wiki: SC2043", "https://www.shellcheck.net/wiki/SC2043"),
        ],
    }
}

impl Rule<Document> for OneItemLoop {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for step in readable(document) {
            walk(&step.script, &mut |node| {
                let Node::Command(command) = node else { return };
                let CommandKind::For(repeated) = &command.kind else { return };
                let Some([word]) = repeated.words.as_deref() else { return };
                let plain = word.text().is_some_and(|text| !text.contains(['{', '}', ' ']));
                if !plain
                    || word.has_pattern()
                    || is_spread(document, step, repeated.name_place.start, word.place.start)
                {
                    return;
                }
                let text = shown(&step.script, &word.place);
                sink.push(
                    Finding::of::<Self>(span(document, step, &word.place))
                        .subject(format!("{}: for {}", document.step_title(step), repeated.name))
                        .message(format!("the loop runs once, with `{text}`"))
                        .help("Write the list, or leave the loop out."),
                );
            });
        }
    }
}

/// Whether the words stand on a line of their own.
fn is_spread(document: &Document, step: &crate::shell::ShellStep, from: usize, to: usize) -> bool {
    let bytes = step.script.source(&(from..from + 1)).start..step.script.source(&(to..to + 1)).start;
    document.source.slice(bytes).contains('\n')
}
