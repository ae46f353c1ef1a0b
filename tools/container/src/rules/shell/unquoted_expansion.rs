//! `container/unquoted-expansion`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use super::unquoted_substitution::takes_one;
use super::{push_together, quote_word, readable, simple_commands, span};
use crate::document::Document;
use crate::shell::{Names, Parameter, Part, Shape, ShellStep, Simple, Word};
declare_rule! {
    /// ## What it finds
    /// A variable without quotes, as a part of a word or as the operand of `cd` or of a test, whose value comes from
    /// outside: the output of a command, a line that was read, an argument of a script.
    ///
    /// ## Why it matters
    /// The shell splits such a value at blanks and takes `*` and `?` in it for patterns: one argument becomes several,
    /// or none.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN version="$(cat /etc/shop/version)"; mkdir /opt/$version
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN version="$(cat /etc/shop/version)"; mkdir "/opt/$version"
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// A value that is known is judged by its text. A variable that is a whole argument is often a list that is meant
    /// to be split, and is left alone; so are names that say so (`deps`, `FLAGS`), an `ARG` without a default, a
    /// variable of the base image, the output of programs that print one word, and the arguments of `echo`.
    pub UnquotedExpansion {
        id: "container/unquoted-expansion",
        severity: Info,
        since: "0.1.0",
        aliases: ["hadolint:SC2086", "shellcheck:SC2086"],
        references: [
            ("ShellCheck wiki: SC2086", "https://www.shellcheck.net/wiki/SC2086"),
            ("POSIX: field splitting", "https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_06_05"),
        ],
    }
}

impl Rule<Document> for UnquotedExpansion {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for step in readable(document) {
            let mut names: Option<Names> = None;
            let mut findings = Vec::new();
            for (simple, _) in simple_commands(&step.script) {
                for word in arguments(simple).iter().filter(|word| word.parts.len() > 1 || takes_one(simple)) {
                    for part in &word.parts {
                        let Part::Parameter(parameter) = part else { continue };
                        let names = names.get_or_insert_with(|| document.names(step));
                        if is_split(document, step, names, parameter) {
                            findings.push(unquoted(document, step, word, parameter));
                        }
                    }
                }
            }
            push_together(sink, findings, "without quotes too");
        }
    }
}

/// The words of a command in which splitting does harm.
fn arguments(simple: &Simple) -> &[Word] {
    match simple.name().as_deref() {
        // They print what they get with single blanks, or assign it.
        Some("echo" | "printf" | "export" | "local" | "declare" | "typeset" | "readonly" | "set") => &[],
        _ => simple.arguments(),
    }
}

fn is_split(document: &Document, step: &ShellStep, names: &Names, parameter: &Parameter) -> bool {
    let given = |name: &str| document.given(step, name);
    !is_list(&parameter.name) && names.of_parameter(parameter, &given) == Shape::Unknown
}

/// Whether a name says that there are several values.
fn is_list(name: &str) -> bool {
    const PARTS: [&str; 10] = ["list", "flag", "opt", "arg", "pkg", "dep", "extra", "package", "cmd", "command"];
    let name = name.to_ascii_lowercase();
    (name.ends_with('s') && !name.ends_with("ss") && name.len() > 1) || PARTS.iter().any(|part| name.contains(part))
}

fn unquoted(document: &Document, step: &ShellStep, word: &Word, parameter: &Parameter) -> Finding {
    let finding = Finding::of::<UnquotedExpansion>(span(document, step, &parameter.place))
        .subject(format!("{}: ${}", document.step_title(step), parameter.name))
        .confidence(Confidence::Medium)
        .message(format!(
            "`${}` has no quotes, so its value is split at blanks and matched with files",
            parameter.name
        ))
        .help("Put the word in double quotes, unless it is a list that is meant to be split.");
    // A word of nothing else vanishes when it is empty; quotes would make an empty argument of it.
    match quote_word(document, step, word).filter(|_| word.parts.len() > 1) {
        Some(fix) => finding.fix(fix),
        None => finding,
    }
}
