//! `container/unquoted-pattern`

use architect_core::{Edit, Finding, Fix, Rule, Sink, declare_rule};

use super::{push_together, readable, shown, simple_commands, span};
use crate::document::Document;
use crate::shell::{Part, ShellStep, Simple, Word};
declare_rule! {
    /// ## What it finds
    /// A pattern for `find -name` or `grep` without quotes.
    ///
    /// ## Why it matters
    /// The shell puts in the files of the folder that match: `find` then looks for one of them, or ends with an error
    /// when there are several.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// WORKDIR /opt
    /// RUN find /opt -name *.pyc -delete
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// WORKDIR /opt
    /// RUN find /opt -name "*.pyc" -delete
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// For `grep` only patterns with `*` are told.
    pub UnquotedPattern {
        id: "container/unquoted-pattern",
        severity: Warning,
        since: "0.1.0",
        aliases: [
            "hadolint:SC2061",
            "shellcheck:SC2061",
            "hadolint:SC2062",
            "shellcheck:SC2062",
        ],
        references: [
            ("ShellCheck wiki: SC2061", "https://www.shellcheck.net/wiki/SC2061"),
        ],
    }
}

impl Rule<Document> for UnquotedPattern {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for step in readable(document) {
            let mut findings = Vec::new();
            for (simple, _) in simple_commands(&step.script) {
                findings.extend(patterns(simple).into_iter().map(|word| unquoted(document, step, word)));
            }
            push_together(sink, findings, "another one");
        }
    }
}

/// The words of a command that are patterns for itself, and that the shell takes for its own.
fn patterns(simple: &Simple) -> Vec<&Word> {
    const TESTS: [&str; 6] = ["-name", "-iname", "-path", "-ipath", "-wholename", "-regex"];
    match simple.name().as_deref() {
        Some("find") => {
            let pairs = simple.arguments().windows(2).filter_map(|pair| match pair {
                [test, pattern] if test.bare().is_some_and(|text| TESTS.contains(&text)) => Some(pattern),
                _ => None,
            });
            pairs.filter(|word| word.has_pattern()).collect()
        }
        Some("grep" | "egrep") => {
            let first = simple.arguments().iter().find(|word| !word.beginning().starts_with('-'));
            first
                .into_iter()
                .filter(|word| word.bare().is_some_and(|text| text.contains('*') && !text.contains('/')))
                .collect()
        }
        _ => Vec::new(),
    }
}

fn unquoted(document: &Document, step: &ShellStep, word: &Word) -> Finding {
    let text = shown(&step.script, &word.place);
    let finding = Finding::of::<UnquotedPattern>(span(document, step, &word.place))
        .subject(format!("{}: {text}", document.step_title(step)))
        .message(format!("the shell fills in files for `{text}` before the program sees it"))
        .help("Quote the pattern.");
    let plain =
        word.parts.iter().all(|part| matches!(part, Part::Literal(text, _) if !text.contains(['{', '~', '$', '!'])));
    if !(plain && step.script.verbatim) {
        return finding;
    }
    let bytes = step.script.source(&word.place);
    let quote = |at: usize| Edit { span: document.span(&(at..at)), replacement: "\"".to_owned() };
    finding.fix(Fix::safe("Quote the pattern", vec![quote(bytes.start), quote(bytes.end)]))
}
