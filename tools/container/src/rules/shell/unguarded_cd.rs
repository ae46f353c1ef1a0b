//! `container/unguarded-cd`

use architect_core::{Finding, Rule, Sink, declare_rule};

use super::{lists, readable, shown, simple_commands, span};
use crate::document::Document;
use crate::shell::{Chain, CommandKind, Script, ShellStep, Word};
declare_rule! {
    /// ## What it finds
    /// `cd` whose failure does not stop what follows it in the step.
    ///
    /// ## Why it matters
    /// When the folder is missing, the next commands run in the folder before: they remove or overwrite the wrong
    /// files, and the build goes on.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN cd /opt/shop; rm -rf build
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// WORKDIR /opt/shop
    /// RUN rm -rf build
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// With `&&`, `|| exit`, `set -e`, or a `SHELL` with `-e` nothing is told; neither is a `cd` at the end of a step,
    /// nor one to `/`, `..` or `-`.
    pub UnguardedCd {
        id: "container/unguarded-cd",
        severity: Warning,
        since: "0.1.0",
        aliases: ["hadolint:SC2164", "shellcheck:SC2164"],
        references: [
            ("ShellCheck wiki: SC2164", "https://www.shellcheck.net/wiki/SC2164"),
        ],
    }
}

impl Rule<Document> for UnguardedCd {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for step in readable(document) {
            if step.errexit || sets_errexit(&step.script) {
                continue;
            }
            for list in lists(&step.script) {
                for chain in list.items.iter().rev().skip(1) {
                    if let Some(finding) = unguarded(document, step, chain) {
                        sink.push(finding);
                    }
                }
            }
        }
    }
}

/// Whether a script has `set -e`.
pub(crate) fn sets_errexit(script: &Script) -> bool {
    simple_commands(script).iter().any(|(simple, _)| {
        let named = simple.words.first().and_then(Word::bare) == Some("set");
        named
            && simple.arguments().iter().any(|word| {
                word.is("errexit")
                    || word.bare().is_some_and(|flags| {
                        flags
                            .strip_prefix('-')
                            .is_some_and(|letters| !letters.starts_with('-') && letters.contains('e'))
                    })
            })
    })
}

/// A chain whose last command is a `cd` and something else follows the chain.
fn unguarded(document: &Document, step: &ShellStep, chain: &Chain) -> Option<Finding> {
    if chain.background || !chain.rest.is_empty() {
        return None;
    }
    let [command] = chain.first.commands.as_slice() else { return None };
    let CommandKind::Simple(simple) = &command.kind else { return None };
    if chain.first.negation.is_some() || simple.words.first().and_then(Word::bare) != Some("cd") {
        return None;
    }
    let [folder] = simple.arguments() else { return None };
    let surely_there = folder.text().is_some_and(|text| {
        text.is_empty()
            || text == "-"
            || text == "~"
            || text.chars().all(|c| matches!(c, '/' | '.'))
            || matches!(
                text.as_str(),
                "/tmp" | "/root" | "/usr" | "/opt" | "/etc" | "/var" | "/home" | "/usr/src" | "/usr/local"
            )
    });
    if surely_there {
        return None;
    }
    let text = shown(&step.script, &command.place);
    Some(
        Finding::of::<UnguardedCd>(span(document, step, &command.place))
            .subject(format!("{}: {text}", document.step_title(step)))
            .message(format!("what follows runs in the wrong folder when `{text}` fails"))
            .help("Use WORKDIR, or join the commands with `&&`."),
    )
}
