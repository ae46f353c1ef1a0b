//! `container/single-quoted-expansion`

use architect_core::{Finding, Rule, Sink, declare_rule};

use super::{readable, shown, simple_commands, span};
use crate::dockerfile::shell::base_name;
use crate::dockerfile::variables;
use crate::document::Document;
use crate::shell::{Part, ShellStep};
declare_rule! {
    /// ## What it finds
    /// `$NAME` or `$(…)` within single quotes in the text of `echo` or `printf`, or in the operand of a program that
    /// expands nothing.
    ///
    /// ## Why it matters
    /// Single quotes keep the dollar: the text says `$NAME`, not its value.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// ENV SHOP_PORT=8080
    /// RUN mkdir '/opt/shop-$SHOP_PORT'
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// ENV SHOP_PORT=8080
    /// RUN mkdir "/opt/shop-$SHOP_PORT"
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// Only told of commands that work with files and folders, and of names that are set there: what is written into
    /// scripts and settings with `echo` and `printf` is meant to be expanded later.
    pub SingleQuotedExpansion {
        id: "container/single-quoted-expansion",
        severity: Hint,
        since: "0.1.0",
        aliases: ["hadolint:SC2016", "shellcheck:SC2016"],
        references: [
            ("ShellCheck wiki: SC2016", "https://www.shellcheck.net/wiki/SC2016"),
        ],
    }
}

impl Rule<Document> for SingleQuotedExpansion {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for step in readable(document) {
            for (simple, _) in simple_commands(&step.script) {
                let Some(name) = simple.name().filter(|name| expands_nothing(base_name(name))) else { continue };
                for part in simple.arguments().iter().flat_map(|word| &word.parts) {
                    let Part::Single(text, place) = part else { continue };
                    if !is_expansion(document, step, text) {
                        continue;
                    }
                    let text = shown(&step.script, place);
                    sink.push(
                        Finding::of::<Self>(span(document, step, place))
                            .subject(format!("{}: {text}", document.step_title(step)))
                            .message(format!(
                                "single quotes keep the dollar in `{text}`: `{name}` gets it as it stands"
                            ))
                            .help("Use double quotes."),
                    );
                }
            }
        }
    }
}

/// Programs that take names of files and settings as they are.
fn expands_nothing(name: &str) -> bool {
    matches!(
        name,
        "mkdir"
            | "cp"
            | "mv"
            | "rm"
            | "rmdir"
            | "touch"
            | "ln"
            | "chmod"
            | "chown"
            | "cd"
            | "test"
            | "["
            | "curl"
            | "wget"
            | "tar"
            | "unzip"
            | "apt-get"
            | "apk"
            | "useradd"
            | "groupadd"
            | "adduser"
            | "addgroup"
            | "install"
            | "cat"
            | "git"
    )
}

fn is_expansion(document: &Document, step: &ShellStep, text: &str) -> bool {
    let names = variables::references(text, '\\');
    !names.is_empty()
        && names.iter().any(|found| {
            document.given(step, &found.name).is_declared() || document.names(step).get(&found.name).is_some()
        })
}
