//! `container/bash-only-syntax`

use architect_core::{Confidence, Finding, Rule, Severity, Sink, declare_rule};

use super::{readable, span};
use crate::document::Document;
use crate::shell::{Bashism, Dialect, ShellStep, bashisms};
declare_rule! {
    /// ## What it finds
    /// Something that bash knows and the image's `sh` does not: `[[ ]]`, arrays, `source`, `&>`, `echo -e`, `$RANDOM`,
    /// `set -o pipefail`.
    ///
    /// ## Why it matters
    /// Commands run in `/bin/sh` unless `SHELL` says otherwise. That is dash on Debian and Ubuntu and BusyBox on
    /// Alpine: there the step fails, or quietly does something else.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN [[ -d /data ]] || mkdir /data
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN [ -d /data ] || mkdir /data
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// What BusyBox knows too is none on Alpine. Where `sh` is bash, as on Fedora, nothing is told; where the image's
    /// `sh` is not known, it is told with low confidence.
    pub BashOnlySyntax {
        id: "container/bash-only-syntax",
        severity: Warning,
        since: "0.1.0",
        aliases: [
            "hadolint:SC2039",
            "shellcheck:SC2039",
            "hadolint:SC2112",
            "shellcheck:SC2112",
            "hadolint:SC3001",
            "shellcheck:SC3001",
            "hadolint:SC3003",
            "shellcheck:SC3003",
            "hadolint:SC3004",
            "shellcheck:SC3004",
            "hadolint:SC3005",
            "shellcheck:SC3005",
            "hadolint:SC3006",
            "shellcheck:SC3006",
            "hadolint:SC3007",
            "shellcheck:SC3007",
            "hadolint:SC3008",
            "shellcheck:SC3008",
            "hadolint:SC3009",
            "shellcheck:SC3009",
            "hadolint:SC3010",
            "shellcheck:SC3010",
            "hadolint:SC3011",
            "shellcheck:SC3011",
            "hadolint:SC3014",
            "shellcheck:SC3014",
            "hadolint:SC3015",
            "shellcheck:SC3015",
            "hadolint:SC3016",
            "shellcheck:SC3016",
            "hadolint:SC3018",
            "shellcheck:SC3018",
            "hadolint:SC3019",
            "shellcheck:SC3019",
            "hadolint:SC3020",
            "shellcheck:SC3020",
            "hadolint:SC3024",
            "shellcheck:SC3024",
            "hadolint:SC3028",
            "shellcheck:SC3028",
            "hadolint:SC3030",
            "shellcheck:SC3030",
            "hadolint:SC3037",
            "shellcheck:SC3037",
            "hadolint:SC3039",
            "shellcheck:SC3039",
            "hadolint:SC3040",
            "shellcheck:SC3040",
            "hadolint:SC3041",
            "shellcheck:SC3041",
            "hadolint:SC3044",
            "shellcheck:SC3044",
            "hadolint:SC3045",
            "shellcheck:SC3045",
            "hadolint:SC3046",
            "shellcheck:SC3046",
            "hadolint:SC3047",
            "shellcheck:SC3047",
            "hadolint:SC3053",
            "shellcheck:SC3053",
            "hadolint:SC3054",
            "shellcheck:SC3054",
            "hadolint:SC3057",
            "shellcheck:SC3057",
            "hadolint:SC3059",
            "shellcheck:SC3059",
            "hadolint:SC3060",
            "shellcheck:SC3060",
        ],
        references: [
            ("Dockerfile reference: SHELL", "https://docs.docker.com/reference/dockerfile/#shell"),
            ("POSIX: shell command language", "https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html"),
        ],
    }
}

impl Rule<Document> for BashOnlySyntax {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for step in readable(document) {
            let mut found = bashisms(&step.script);
            found.retain(|bashism| !is_given(document, step, bashism));
            // The same thing again is a second place of one finding.
            let mut told: Vec<&Bashism> = Vec::new();
            for bashism in &found {
                if told.iter().any(|other| other.number == bashism.number) {
                    continue;
                }
                told.push(bashism);
                let again = found.iter().filter(|other| other.number == bashism.number).skip(1);
                let finding = of(document, step, bashism);
                sink.push(again.fold(finding, |finding, other| {
                    finding.also_at(span(document, step, &other.place), other.what.clone())
                }));
            }
        }
    }
}

fn of(document: &Document, step: &ShellStep, bashism: &Bashism) -> Finding {
    let dialect = step.script.dialect;
    let finding = Finding::of::<BashOnlySyntax>(span(document, step, &bashism.place))
        .subject(format!("{}: SC{}", document.step_title(step), bashism.number))
        .message(format!("{} does not know {}", dialect.name(), bashism.what))
        .help(bashism.instead);
    // Behind the `sh` of an image that nobody knows may stand bash.
    if dialect == Dialect::Posix { finding.severity(Severity::Info).confidence(Confidence::Low) } else { finding }
}

/// Whether it is a variable that only bash sets, and the Dockerfile or the script sets it too.
fn is_given(document: &Document, step: &ShellStep, bashism: &Bashism) -> bool {
    const VARIABLE: u16 = 3028;
    if bashism.number != VARIABLE {
        return false;
    }
    let name = step.script.slice(&bashism.place).trim_matches(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    document.given(step, name).is_declared() || document.names(step).get(name).is_some()
}
