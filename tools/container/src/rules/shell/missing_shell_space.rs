//! `container/missing-shell-space`

use architect_core::{Edit, Finding, Fix, Rule, Sink, declare_rule};

use super::{readable, shown, simple_commands, span};
use crate::document::Document;
use crate::shell::{Part, Place, ShellStep, Simple, Word};
declare_rule! {
    /// ## What it finds
    /// A missing blank that makes another word of a test or a keyword: `[-f file ]`, `[ -f file]`, `if[ …`, `[ a=b ]`.
    ///
    /// ## Why it matters
    /// `[` is a command and needs a blank on both sides; without it the shell looks for a program `[-f`, or the test
    /// is always true.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN [ -f /etc/shop.conf] || touch /etc/shop.conf
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN [ -f /etc/shop.conf ] || touch /etc/shop.conf
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    pub MissingShellSpace {
        id: "container/missing-shell-space",
        severity: Error,
        since: "0.1.0",
        aliases: [
            "hadolint:SC1020",
            "shellcheck:SC1020",
            "hadolint:SC1035",
            "shellcheck:SC1035",
            "hadolint:SC1069",
            "shellcheck:SC1069",
            "hadolint:SC1108",
            "shellcheck:SC1108",
        ],
        references: [
            ("POSIX: test", "https://pubs.opengroup.org/onlinepubs/9799919799/utilities/test.html"),
        ],
    }
}

impl Rule<Document> for MissingShellSpace {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for step in readable(document) {
            for (simple, command) in simple_commands(&step.script) {
                let Some((at, message)) = fault(simple) else { continue };
                let place = command.place.clone();
                let text = shown(&step.script, &place);
                let finding = Finding::of::<Self>(span(document, step, &at))
                    .subject(format!("{}: {text}", document.step_title(step)))
                    .message(format!("a blank is missing in `{text}`: {message}"));
                sink.push(match blank(document, step, &at) {
                    Some(fix) => finding.fix(fix),
                    None => finding,
                });
            }
        }
    }
}

/// Where a blank is missing, and what the shell makes of it.
fn fault(simple: &Simple) -> Option<(Place, &'static str)> {
    let first = simple.words.first()?;
    let Part::Literal(name, place) = first.parts.first()? else { return None };
    let last = simple.words.last()?;
    if name == "[" && first.parts.len() == 1 {
        if let Some(Part::Literal(text, end)) = last.parts.last()
            && text.len() > 1
            && text.ends_with(']')
            && !text.contains('[')
        {
            return Some((end.end - 1..end.end, "the bracket belongs to the word before it"));
        }
        let [operand, close] = simple.arguments() else { return None };
        return (close.is("]")).then(|| joined(operand)).flatten().map(|at| (at, "a single word is always true"));
    }
    let operand = name.strip_prefix('[')?;
    let closed = last.bare().is_some_and(|text| text.ends_with(']'));
    if closed && !operand.starts_with('[') && (operand.starts_with(['-', '!']) || simple.words.len() > 2) {
        return Some((place.start + 1..place.start + 2, "`[` is a command of its own"));
    }
    None
}

/// The sign in `$a=b`, written as one word.
fn joined(word: &Word) -> Option<Place> {
    word.parts.iter().skip(1).find_map(|part| match part {
        Part::Literal(text, place) => {
            let at = text.find('=').filter(|at| *at == 0)?;
            Some(place.start + at..place.start + at + 1)
        }
        _ => None,
    })
}

/// A blank in front of a lone bracket, or behind an opening one.
fn blank(document: &Document, step: &ShellStep, at: &Place) -> Option<Fix> {
    if !step.script.verbatim || step.script.slice(at) == "=" {
        return None;
    }
    let start = step.script.source(at).start;
    let edit = Edit { span: document.span(&(start..start)), replacement: " ".to_owned() };
    Some(Fix::safe("Put a blank in", vec![edit]))
}
