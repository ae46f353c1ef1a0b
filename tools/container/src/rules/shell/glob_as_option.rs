//! `container/glob-as-option`

use architect_core::{Edit, Finding, Fix, Rule, Sink, declare_rule};

use super::{push_together, readable, shown, simple_commands, span};
use crate::document::Document;
use crate::shell::{Part, ShellStep, Word};
declare_rule! {
    /// ## What it finds
    /// A pattern that begins with `*` or `?` as the argument of a program that removes, moves or changes files.
    ///
    /// ## Why it matters
    /// A file whose name begins with a dash becomes an option: `-rf` in a folder that is cleaned with `rm *`.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// WORKDIR /opt/shop
    /// RUN rm *.log
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// WORKDIR /opt/shop
    /// RUN rm ./*.log
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// Not told behind `--`.
    pub GlobAsOption {
        id: "container/glob-as-option",
        severity: Hint,
        since: "0.1.0",
        aliases: ["hadolint:SC2035", "shellcheck:SC2035"],
        references: [
            ("ShellCheck wiki: SC2035", "https://www.shellcheck.net/wiki/SC2035"),
        ],
    }
}

impl Rule<Document> for GlobAsOption {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for step in readable(document) {
            let mut findings = Vec::new();
            for (simple, _) in simple_commands(&step.script) {
                let touches = matches!(
                    simple.name().as_deref(),
                    Some(
                        "rm" | "mv"
                            | "cp"
                            | "chmod"
                            | "chown"
                            | "chgrp"
                            | "ln"
                            | "touch"
                            | "tar"
                            | "zip"
                            | "cat"
                            | "ls"
                    )
                );
                if touches {
                    let words = simple.arguments().iter().take_while(|word| !word.is("--"));
                    findings.extend(words.filter(|word| is_open(word)).map(|word| open(document, step, word)));
                }
            }
            push_together(sink, findings, "another one");
        }
    }
}

fn is_open(word: &Word) -> bool {
    matches!(word.parts.first(), Some(Part::Literal(text, _)) if text.starts_with(['*', '?']))
}

fn open(document: &Document, step: &ShellStep, word: &Word) -> Finding {
    let text = shown(&step.script, &word.place);
    let finding = Finding::of::<GlobAsOption>(span(document, step, &word.place))
        .subject(format!("{}: {text}", document.step_title(step)))
        .message(format!("a file whose name begins with a dash makes an option of `{text}`"))
        .help(format!("Write `./{text}`."));
    if !step.script.verbatim {
        return finding;
    }
    let at = step.script.source(&word.place).start;
    let edit = Edit { span: document.span(&(at..at)), replacement: "./".to_owned() };
    finding.fix(Fix::needs_review("Begin the pattern with `./`", vec![edit]))
}
