//! `container/unquoted-substitution`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use super::{push_together, quote_word, readable, shown, simple_commands, span};
use crate::document::Document;
use crate::shell::{Names, Part, Shape, ShellStep, Simple, Substitution, Word};
declare_rule! {
    /// ## What it finds
    /// The output of a command without quotes as a part of a word, or as the operand of `cd` or of a test.
    ///
    /// ## Why it matters
    /// The shell splits the output at blanks and takes `*` and `?` in it for patterns. A test with two words where one
    /// is meant, or with none, is an error.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN mkdir /opt/$(cat /etc/shop/version)
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN mkdir "/opt/$(cat /etc/shop/version)"
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// A substitution that is a whole argument is often a list that is meant to be split, and is left alone; so are
    /// programs that print one word, such as `nproc` and `uname`.
    pub UnquotedSubstitution {
        id: "container/unquoted-substitution",
        severity: Info,
        since: "0.1.0",
        aliases: ["hadolint:SC2046", "shellcheck:SC2046"],
        references: [
            ("ShellCheck wiki: SC2046", "https://www.shellcheck.net/wiki/SC2046"),
        ],
    }
}

impl Rule<Document> for UnquotedSubstitution {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for step in readable(document) {
            let mut names: Option<Names> = None;
            let mut findings = Vec::new();
            for (simple, _) in simple_commands(&step.script) {
                for word in simple.arguments() {
                    if word.parts.len() == 1 && !takes_one(simple)
                        || word.as_assignment().is_some() && declares(simple)
                    {
                        continue;
                    }
                    for part in &word.parts {
                        if let Part::Substitution(inner) = part
                            && is_split(document, step, names.get_or_insert_with(|| document.names(step)), inner)
                        {
                            findings.push(unquoted(document, step, word, inner));
                        }
                    }
                }
            }
            push_together(sink, findings, "without quotes too");
        }
    }
}

/// Whether each argument of the command is one thing.
pub(crate) fn takes_one(simple: &Simple) -> bool {
    matches!(simple.name().as_deref(), Some("cd" | "[" | "test"))
}

/// Whether the command prints or assigns its arguments.
fn declares(simple: &Simple) -> bool {
    matches!(simple.name().as_deref(), Some("export" | "local" | "declare" | "typeset" | "readonly"))
}

fn is_split(document: &Document, step: &ShellStep, names: &Names, inner: &Substitution) -> bool {
    // What backquotes hold may not have been read.
    !inner.list.items.is_empty() && names.of_output(&inner.list, &|name| document.given(step, name)) == Shape::Unknown
}

fn unquoted(document: &Document, step: &ShellStep, word: &Word, inner: &Substitution) -> Finding {
    let text = shown(&step.script, &inner.place);
    let finding = Finding::of::<UnquotedSubstitution>(span(document, step, &inner.place))
        .subject(format!("{}: {text}", document.step_title(step)))
        .confidence(Confidence::Medium)
        .message(format!("the output of `{text}` has no quotes, so it is split at blanks and matched with files"))
        .help("Put the word in double quotes.");
    match quote_word(document, step, word) {
        Some(fix) => finding.fix(fix),
        None => finding,
    }
}
