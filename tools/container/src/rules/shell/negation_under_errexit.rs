//! `container/negation-under-errexit`

use architect_core::{Finding, Rule, Sink, declare_rule};

use super::unguarded_cd::sets_errexit;
use super::{readable, shown, span};
use crate::document::Document;
use crate::shell::{Chain, ShellStep};
declare_rule! {
    /// ## What it finds
    /// `! command` as a command of its own where `set -e` is in force.
    ///
    /// ## Why it matters
    /// `set -e` does not look at a negated command: the step goes on although the check failed.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN set -e; ! grep -q password /etc/shop.conf; touch /opt/ready
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN set -e; if grep -q password /etc/shop.conf; then exit 1; fi; touch /opt/ready
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// The last command of a step decides it, whether negated or not, and is left alone.
    pub NegationUnderErrexit {
        id: "container/negation-under-errexit",
        severity: Info,
        since: "0.1.0",
        aliases: ["hadolint:SC2251", "shellcheck:SC2251"],
        references: [
            ("ShellCheck wiki: SC2251", "https://www.shellcheck.net/wiki/SC2251"),
            ("POSIX: set", "https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#set"),
        ],
    }
}

impl Rule<Document> for NegationUnderErrexit {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for step in readable(document).filter(|step| step.errexit || sets_errexit(&step.script)) {
            for chain in step.script.list.items.iter().rev().skip(1) {
                if let Some(finding) = ignored(document, step, chain) {
                    sink.push(finding);
                }
            }
        }
    }
}

fn ignored(document: &Document, step: &ShellStep, chain: &Chain) -> Option<Finding> {
    let last = chain.rest.last().map_or(&chain.first, |(_, last)| last);
    last.negation.as_ref()?;
    if last.commands.is_empty() || chain.background {
        return None;
    }
    let text = shown(&step.script, &last.place);
    Some(
        Finding::of::<NegationUnderErrexit>(span(document, step, &last.place))
            .subject(format!("{}: {text}", document.step_title(step)))
            .message(format!("`set -e` does not see `{text}` fail"))
            .help("Write `if command; then exit 1; fi`."),
    )
}
