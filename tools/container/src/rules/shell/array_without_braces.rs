//! `container/array-without-braces`

use std::collections::BTreeSet;

use architect_core::{Edit, Finding, Fix, Rule, Sink, declare_rule};

use super::{readable, span};
use crate::document::Document;
use crate::shell::{Node, Part, ShellStep, walk};
declare_rule! {
    /// ## What it finds
    /// `$list[0]`: an element of an array without braces.
    ///
    /// ## Why it matters
    /// The shell takes the first element and puts `[0]` behind it, which then is a pattern for files.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// SHELL ["/bin/bash", "-c"]
    /// RUN list=(shop stock); mkdir "/opt/$list[1]"
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// SHELL ["/bin/bash", "-c"]
    /// RUN list=(shop stock); mkdir "/opt/${list[1]}"
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// Only what is an array in the script is told: `$dir[0-9]` may be a pattern.
    pub ArrayWithoutBraces {
        id: "container/array-without-braces",
        severity: Warning,
        since: "0.1.0",
        aliases: ["hadolint:SC1087", "shellcheck:SC1087"],
        references: [
            ("ShellCheck wiki: SC1087", "https://www.shellcheck.net/wiki/SC1087"),
        ],
    }
}

impl Rule<Document> for ArrayWithoutBraces {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for step in readable(document) {
            let arrays = arrays(step);
            if arrays.is_empty() {
                continue;
            }
            walk(&step.script, &mut |node| match node {
                Node::Word(word, _) => check(document, step, &arrays, &word.parts, sink),
                Node::Part(Part::Double(inner, _), _) => check(document, step, &arrays, inner, sink),
                _ => {}
            });
        }
    }
}

/// The arrays that a script makes.
fn arrays(step: &ShellStep) -> BTreeSet<String> {
    let mut arrays = BTreeSet::new();
    walk(&step.script, &mut |node| match node {
        Node::Assignment(assignment) if matches!(assignment.value.parts.as_slice(), [Part::Array(..)]) => {
            arrays.insert(assignment.name.clone());
        }
        Node::Word(word, _) => {
            if let Some((name, _, parts)) = word.as_assignment()
                && parts.iter().any(|part| matches!(part, Part::Array(..)))
            {
                arrays.insert(name.to_owned());
            }
        }
        _ => {}
    });
    arrays
}

fn check(document: &Document, step: &ShellStep, arrays: &BTreeSet<String>, parts: &[Part], sink: &mut Sink) {
    for pair in parts.windows(2) {
        let [Part::Parameter(parameter), Part::Literal(text, at)] = pair else { continue };
        let Some(length) = text.strip_prefix('[').and_then(|rest| rest.find(']')) else { continue };
        if parameter.braced || !arrays.contains(&parameter.name) {
            continue;
        }
        let place = parameter.place.start..at.start + length + 2;
        let written = step.script.slice(&place);
        let finding = Finding::of::<ArrayWithoutBraces>(span(document, step, &place))
            .subject(format!("{}: {written}", document.step_title(step)))
            .message(format!("`{written}` is the first element with a text behind it"))
            .help(format!("Write `${{{}}}`.", written.trim_start_matches('$')));
        let bytes = step.script.source(&place);
        let insert = |at: usize, text: &str| Edit { span: document.span(&(at..at)), replacement: text.to_owned() };
        sink.push(if step.script.verbatim {
            finding.fix(Fix::safe("Put braces around it", vec![insert(bytes.start + 1, "{"), insert(bytes.end, "}")]))
        } else {
            finding
        });
    }
}
