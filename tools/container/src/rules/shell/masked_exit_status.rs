//! `container/masked-exit-status`

use architect_core::{Finding, Rule, Sink, declare_rule};

use super::{push_together, readable, shown, simple_commands, span};
use crate::document::Document;
use crate::shell::{Chain, CommandKind, List, Part, ShellStep, Word};
declare_rule! {
    /// ## What it finds
    /// `export NAME="$(command)"` and its like: a command whose failure nobody sees.
    ///
    /// ## Why it matters
    /// The status is that of `export`, which succeeds. The step goes on with an empty value although `set -e` or `&&`
    /// was to stop it.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN set -e; export VERSION="$(cat /etc/shop/version)"; mkdir "/opt/$VERSION"
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN set -e; VERSION="$(cat /etc/shop/version)"; export VERSION; mkdir "/opt/$VERSION"
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// Commands that hardly ever fail, such as `mktemp`, `nproc` and `uname`, are left alone, and so is a value that a
    /// test checks behind it.
    pub MaskedExitStatus {
        id: "container/masked-exit-status",
        severity: Hint,
        since: "0.1.0",
        aliases: ["hadolint:SC2155", "shellcheck:SC2155"],
        references: [
            ("ShellCheck wiki: SC2155", "https://www.shellcheck.net/wiki/SC2155"),
        ],
    }
}

impl Rule<Document> for MaskedExitStatus {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for step in readable(document) {
            let mut findings = Vec::new();
            for (simple, _) in simple_commands(&step.script) {
                let declares = matches!(
                    simple.words.first().and_then(Word::bare),
                    Some("export" | "local" | "declare" | "typeset" | "readonly")
                );
                if !declares {
                    continue;
                }
                for word in simple.arguments() {
                    if let Some((name, _, parts)) = word.as_assignment()
                        && parts.iter().any(|part| masks(part))
                    {
                        findings.push(masked(document, step, name, word, &simple.name().unwrap_or_default()));
                    }
                }
            }
            push_together(sink, findings, "masked too");
        }
    }
}

/// Whether a part has a command whose failure would matter.
fn masks(part: &Part) -> bool {
    match part {
        Part::Double(inner, _) => inner.iter().any(masks),
        Part::Substitution(inner) => !cannot_fail(&inner.list),
        _ => false,
    }
}

fn cannot_fail(list: &List) -> bool {
    let commands = list.items.iter().flat_map(Chain::pipelines).flat_map(|pipeline| &pipeline.commands);
    commands.into_iter().all(|command| match &command.kind {
        CommandKind::Simple(simple) => matches!(
            simple.name().as_deref(),
            Some(
                "mktemp"
                    | "nproc"
                    | "uname"
                    | "arch"
                    | "date"
                    | "pwd"
                    | "id"
                    | "whoami"
                    | "hostname"
                    | "echo"
                    | "printf"
                    | "dirname"
                    | "basename"
                    | "true"
            )
        ),
        _ => false,
    })
}

fn masked(document: &Document, step: &ShellStep, name: &str, word: &Word, by: &str) -> Finding {
    let text = shown(&step.script, &word.place);
    Finding::of::<MaskedExitStatus>(span(document, step, &word.place))
        .subject(format!("{}: {name}", document.step_title(step)))
        .message(format!("a failure within `{text}` is masked by `{by}`, which succeeds"))
        .help(format!("Assign first, then `{by} {name}`."))
}
