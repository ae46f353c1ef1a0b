//! `container/needless-cat`

use architect_core::{Finding, Rule, Sink, declare_rule};

use super::{readable, shown, span};
use crate::document::Document;
use crate::shell::{Command, CommandKind, Node, walk};
declare_rule! {
    /// ## What it finds
    /// `cat file | command` where the command can read the file itself.
    ///
    /// ## Why it matters
    /// One more process and one more pipe whose failures nobody sees, for nothing.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN cat /etc/shop.conf | sort -u > /etc/shop.sorted
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN sort -u /etc/shop.conf > /etc/shop.sorted
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    pub NeedlessCat {
        id: "container/needless-cat",
        severity: Hint,
        since: "0.1.0",
        aliases: ["hadolint:SC2002", "shellcheck:SC2002"],
        references: [
            ("ShellCheck wiki: SC2002", "https://www.shellcheck.net/wiki/SC2002"),
        ],
    }
}

impl Rule<Document> for NeedlessCat {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for step in readable(document) {
            walk(&step.script, &mut |node| {
                let Node::Pipeline(pipeline) = node else { return };
                let [first, _, ..] = pipeline.commands.as_slice() else { return };
                if !is_plain_cat(first) {
                    return;
                }
                let text = shown(&step.script, &first.place);
                sink.push(
                    Finding::of::<Self>(span(document, step, &first.place))
                        .subject(format!("{}: {text}", document.step_title(step)))
                        .message(format!("`{text}` only feeds a pipe: the next command can read the file itself"))
                        .help("Give the file to the command, or write `command < file`."),
                );
            });
        }
    }
}

/// `cat` of one file, without options.
fn is_plain_cat(command: &Command) -> bool {
    let CommandKind::Simple(simple) = &command.kind else { return false };
    let [file] = simple.arguments() else { return false };
    simple.name().as_deref() == Some("cat")
        && command.redirections.is_empty()
        && !file.beginning().starts_with('-')
        && !file.has_pattern()
        // A variable may stand for several files.
        && file.parts.iter().all(|part| !matches!(part, crate::shell::Part::Parameter(_) | crate::shell::Part::Substitution(_)))
}
