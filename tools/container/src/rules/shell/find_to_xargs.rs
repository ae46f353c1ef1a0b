//! `container/find-to-xargs`

use architect_core::{Finding, Rule, Sink, declare_rule};

use super::{readable, shown, span};
use crate::document::Document;
use crate::shell::{Command, CommandKind, Node, Simple, Word, walk};
declare_rule! {
    /// ## What it finds
    /// `find … | xargs …` without `-print0` and `-0`.
    ///
    /// ## Why it matters
    /// xargs splits at blanks and takes quotes for its own: a file with a blank in its name becomes two others, and
    /// with `rm` those are removed.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// SHELL ["/bin/bash", "-o", "pipefail", "-c"]
    /// RUN find /opt -name "*.pyc" | xargs rm
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// SHELL ["/bin/bash", "-o", "pipefail", "-c"]
    /// RUN find /opt -name "*.pyc" -exec rm {} +
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// With `xargs -d`, `-0` or `-I`, or `find -print0` or `-printf`, nothing is told.
    pub FindToXargs {
        id: "container/find-to-xargs",
        severity: Hint,
        since: "0.1.0",
        aliases: ["hadolint:SC2038", "shellcheck:SC2038"],
        references: [
            ("ShellCheck wiki: SC2038", "https://www.shellcheck.net/wiki/SC2038"),
        ],
    }
}

impl Rule<Document> for FindToXargs {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for step in readable(document) {
            walk(&step.script, &mut |node| {
                let Node::Pipeline(pipeline) = node else { return };
                for pair in pipeline.commands.windows(2) {
                    let [find, xargs] = pair else { continue };
                    if !(is_plain_find(find) && is_plain_xargs(xargs)) {
                        continue;
                    }
                    let text = shown(&step.script, &find.place);
                    sink.push(
                        Finding::of::<Self>(span(document, step, &find.place))
                            .subject(format!("{}: {text}", document.step_title(step)))
                            .message("names of files with blanks or quotes fall apart between `find` and `xargs`")
                            .related(span(document, step, &xargs.place), "splits them")
                            .help("Write `find … -exec command {} +`, or `find … -print0 | xargs -0 …`."),
                    );
                }
            });
        }
    }
}

fn simple<'c>(command: &'c Command, name: &str) -> Option<&'c Simple> {
    match &command.kind {
        CommandKind::Simple(simple) if simple.name().as_deref() == Some(name) => Some(simple),
        _ => None,
    }
}

fn is_plain_find(command: &Command) -> bool {
    simple(command, "find").is_some_and(|find| {
        !find.arguments().iter().any(|word| matches!(word.bare(), Some("-print0" | "-printf" | "-exec" | "-fprint0")))
    })
}

fn is_plain_xargs(command: &Command) -> bool {
    simple(command, "xargs").is_some_and(|xargs| {
        let mut options = xargs.arguments().iter().map_while(Word::bare).take_while(|word| word.starts_with('-'));
        !options.any(|option| {
            option == "--null"
                || option.starts_with("--delimiter")
                || (!option.starts_with("--") && option.contains(['0', 'd', 'I', 'i']))
        })
    })
}
