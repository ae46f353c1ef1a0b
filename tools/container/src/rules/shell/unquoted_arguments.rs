//! `container/unquoted-arguments`

use architect_core::{Edit, Finding, Fix, Rule, Sink, declare_rule};

use super::{push_together, readable, span};
use crate::document::Document;
use crate::shell::{Node, Parameter, Part, Role, ShellStep, walk};
declare_rule! {
    /// ## What it finds
    /// `$@`, `$*` or `${list[@]}` without quotes.
    ///
    /// ## Why it matters
    /// Every argument with a blank in it becomes several, and empty ones vanish: what the script hands on is not what
    /// it was given.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// ENTRYPOINT ["/bin/sh", "-c", "exec /usr/local/bin/shop $@", "--"]
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// ENTRYPOINT ["/bin/sh", "-c", "exec /usr/local/bin/shop \"$@\"", "--"]
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    pub UnquotedArguments {
        id: "container/unquoted-arguments",
        severity: Warning,
        since: "0.1.0",
        aliases: [
            "hadolint:SC2048",
            "shellcheck:SC2048",
            "hadolint:SC2068",
            "shellcheck:SC2068",
        ],
        references: [
            ("ShellCheck wiki: SC2068", "https://www.shellcheck.net/wiki/SC2068"),
        ],
    }
}

impl Rule<Document> for UnquotedArguments {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for step in readable(document) {
            let mut findings = Vec::new();
            walk(&step.script, &mut |node| {
                let Node::Word(word, Role::Argument | Role::Item | Role::Element) = node else { return };
                let parameters = word.parts.iter().filter_map(|part| match part {
                    Part::Parameter(parameter) if is_all(parameter) => Some(parameter),
                    _ => None,
                });
                findings
                    .extend(parameters.map(|parameter| unquoted(document, step, parameter, word.parts.len() == 1)));
            });
            push_together(sink, findings, "without quotes too");
        }
    }
}

fn is_all(parameter: &Parameter) -> bool {
    let list = matches!(parameter.name.as_str(), "@" | "*") || matches!(parameter.index.as_deref(), Some("@" | "*"));
    list && !parameter.length && !parameter.indirect && !matches!(parameter.operator.as_str(), "+" | ":+")
}

fn unquoted(document: &Document, step: &ShellStep, parameter: &Parameter, alone: bool) -> Finding {
    let written = step.script.slice(&parameter.place);
    let finding = Finding::of::<UnquotedArguments>(span(document, step, &parameter.place))
        .subject(format!("{}: {written}", document.step_title(step)))
        .message(format!("`{written}` has no quotes, so arguments with blanks fall apart"))
        .help("Write `\"$@\"`, which hands every argument on as it is.");
    let each = parameter.name == "@" || parameter.index.as_deref() == Some("@");
    if !(each && alone && step.script.verbatim) {
        return finding;
    }
    let bytes = step.script.source(&parameter.place);
    let quote = |at: usize| Edit { span: document.span(&(at..at)), replacement: "\"".to_owned() };
    finding.fix(Fix::safe("Quote it", vec![quote(bytes.start), quote(bytes.end)]))
}
