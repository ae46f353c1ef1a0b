//! `container/typographic-character`

use architect_core::{Edit, Finding, Fix, Rule, Sink, declare_rule};

use super::{push_together, readable, span};
use crate::document::Document;
use crate::shell::{Node, Part, Role, ShellStep, walk};
declare_rule! {
    /// ## What it finds
    /// A curly quote, a long dash, an acute accent or a no-break space outside of quotes, as word processors make
    /// them.
    ///
    /// ## Why it matters
    /// The shell takes them for letters: the quote closes nothing, the option is none, and the space parts nothing.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN mkdir –p /opt/shop
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN mkdir -p /opt/shop
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// Within quotes they are text, and left alone.
    pub TypographicCharacter {
        id: "container/typographic-character",
        severity: Warning,
        since: "0.1.0",
        aliases: [
            "hadolint:SC1015",
            "shellcheck:SC1015",
            "hadolint:SC1016",
            "shellcheck:SC1016",
            "hadolint:SC1018",
            "shellcheck:SC1018",
            "hadolint:SC1077",
            "shellcheck:SC1077",
            "hadolint:SC1100",
            "shellcheck:SC1100",
            "hadolint:SC1110",
            "shellcheck:SC1110",
            "hadolint:SC1111",
            "shellcheck:SC1111",
            "hadolint:SC1112",
            "shellcheck:SC1112",
        ],
        references: [
            ("ShellCheck wiki: SC1110", "https://www.shellcheck.net/wiki/SC1110"),
        ],
    }
}

/// The characters, what they are, and what is meant.
const CHARACTERS: [(char, &str, &str); 10] = [
    ('\u{201c}', "a curly quote", "\""),
    ('\u{201d}', "a curly quote", "\""),
    ('\u{201e}', "a curly quote", "\""),
    ('\u{2018}', "a curly quote", "'"),
    ('\u{2019}', "a curly quote", "'"),
    ('\u{2013}', "a long dash", "-"),
    ('\u{2014}', "a long dash", "--"),
    ('\u{b4}', "an acute accent", "`"),
    ('\u{a0}', "a no-break space", " "),
    ('\u{200b}', "a space without width", ""),
];

impl Rule<Document> for TypographicCharacter {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for step in readable(document) {
            let mut findings = Vec::new();
            walk(&step.script, &mut |node| {
                let Node::Word(word, Role::Argument) = node else { return };
                for part in &word.parts {
                    if let Part::Literal(text, place) = part
                        && text.len() == place.len()
                    {
                        findings.extend(
                            text.char_indices().filter_map(|(at, c)| told(document, step, place.start + at, c)),
                        );
                    }
                }
            });
            push_together(sink, findings, "another one");
        }
    }
}

fn told(document: &Document, step: &ShellStep, at: usize, character: char) -> Option<Finding> {
    let (_, what, meant) = CHARACTERS.iter().find(|(known, _, _)| *known == character)?;
    let place = span(document, step, &(at..at + character.len_utf8()));
    let finding = Finding::of::<TypographicCharacter>(place.clone())
        .subject(format!("{}: {what}", document.step_title(step)))
        .message(format!("{what} is a letter for the shell"))
        .help(format!("Type `{meant}`."));
    let edit = Edit { span: place, replacement: (*meant).to_owned() };
    Some(finding.fix(Fix::needs_review("Replace it by the plain character", vec![edit])))
}
