//! `container/spaced-assignment`

use architect_core::{Edit, Finding, Fix, Rule, Sink, declare_rule};

use super::{readable, shown, simple_commands, span};
use crate::document::Document;
use crate::shell::{Part, Place, ShellStep, Simple, Word, ast};
declare_rule! {
    /// ## What it finds
    /// An assignment with blanks around its `=`, or with a `$` in front of its name: `NAME = value`, `NAME= value`,
    /// `$NAME=value`.
    ///
    /// ## Why it matters
    /// The shell runs a command `NAME` with the argument `=`, or the value as a command. The variable stays as it was.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN NAME = shop; mkdir "/opt/${NAME:-x}"
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN NAME=shop; mkdir "/opt/${NAME:-x}"
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// `NAME= command` sets an empty variable for one command. It is told only where the next word is no command that
    /// takes one, that is where a number, a path's end or an option follows.
    pub SpacedAssignment {
        id: "container/spaced-assignment",
        severity: Warning,
        since: "0.1.0",
        aliases: [
            "hadolint:SC1007",
            "shellcheck:SC1007",
            "hadolint:SC1066",
            "shellcheck:SC1066",
            "hadolint:SC1068",
            "shellcheck:SC1068",
            "hadolint:SC1097",
            "shellcheck:SC1097",
        ],
        references: [
            ("ShellCheck wiki: SC1068", "https://www.shellcheck.net/wiki/SC1068"),
        ],
    }
}

impl Rule<Document> for SpacedAssignment {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for step in readable(document) {
            for (simple, _) in simple_commands(&step.script) {
                if let Some((place, message, edits)) = fault(step, simple) {
                    let text = shown(&step.script, &place);
                    let finding = Finding::of::<Self>(span(document, step, &place))
                        .subject(format!("{}: {text}", document.step_title(step)))
                        .message(format!("`{text}` assigns nothing: {message}"))
                        .help("Write `NAME=value`, without blanks and without `$`.");
                    let edits = edits
                        .into_iter()
                        .map(|place| Edit { span: span(document, step, &place), replacement: String::new() });
                    let edits: Vec<Edit> = edits.collect();
                    sink.push(if step.script.verbatim && !edits.is_empty() {
                        finding.fix(Fix::needs_review("Take the blanks out", edits))
                    } else {
                        finding
                    });
                }
            }
        }
    }
}

/// The place, what the shell makes of it, and what is to be taken out.
fn fault(step: &ShellStep, simple: &Simple) -> Option<(Place, String, Vec<Place>)> {
    let first = simple.words.first()?;
    let second = simple.words.get(1);
    if let (Some(name), Some(sign)) = (first.bare().filter(|name| ast::is_name(name)), second)
        && simple.assignments.is_empty()
    {
        let written = step.script.slice(&sign.place);
        let sign_alone = matches!(written, "=" | "==");
        if sign_alone || (written.starts_with('=') && !written.starts_with("==")) {
            let end = if sign_alone {
                simple.words.get(2).map_or(sign.place.end, |word| word.place.end)
            } else {
                sign.place.end
            };
            let mut blanks: Vec<Place> = std::iter::once(first.place.end..sign.place.start).collect();
            if let (true, Some(value)) = (written == "=", simple.words.get(2)) {
                blanks.push(sign.place.end..value.place.start);
            }
            let blanks = if written == "==" { Vec::new() } else { blanks };
            return Some((first.place.start..end, format!("it runs a command named `{name}`"), blanks));
        }
    }
    if let [Part::Parameter(parameter), Part::Literal(rest, _), ..] = first.parts.as_slice()
        && rest.starts_with('=')
        && parameter.operator.is_empty()
        && simple.assignments.is_empty()
        && simple.words.len() == 1
    {
        let sign = parameter.place.start..parameter.place.start + 1;
        let edits = if parameter.braced { Vec::new() } else { vec![sign] };
        return Some((first.place.clone(), "the shell runs the value as a command".to_owned(), edits));
    }
    let [empty] = simple.assignments.as_slice() else { return None };
    (empty.value.parts.is_empty() && !empty.append && simple.words.len() == 1 && is_value(first)).then(|| {
        let place = empty.place.start..first.place.end;
        (
            place,
            "the value is run as a command".to_owned(),
            std::iter::once(empty.place.end..first.place.start).collect(),
        )
    })
}

/// Whether a word is no program: a number, or a text in quotes that is no path.
fn is_value(word: &Word) -> bool {
    let number = word.bare().is_some_and(|text| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'));
    let quoted = matches!(word.parts.as_slice(), [Part::Double(..) | Part::Single(..)]);
    number || (quoted && word.text().is_some_and(|text| !text.contains('/')))
}
