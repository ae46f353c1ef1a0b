//! `container/shell-syntax`

use architect_core::{Finding, Gap, Rule, Sink, declare_rule};

use super::span;
use crate::document::Document;
declare_rule! {
    /// ## What it finds
    /// Commands that no shell takes: an unclosed quote, an `if` without `fi`, a `;` behind `&`, a bracket that means
    /// nothing there.
    ///
    /// ## Why it matters
    /// The step ends with a syntax error, and so does the build; in a start command, the container.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN if [ -d /data ]; then rm -r /data
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN if [ -d /data ]; then rm -r /data; fi
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// The grammar is that of bash; what only bash knows of it is told by `container/bash-only-syntax`. A text that
    /// cannot be read is not looked at by the other rules about shell commands.
    pub ShellSyntax {
        id: "container/shell-syntax",
        severity: Error,
        since: "0.1.0",
        aliases: [
            "hadolint:SC1009",
            "shellcheck:SC1009",
            "hadolint:SC1010",
            "shellcheck:SC1010",
            "hadolint:SC1026",
            "shellcheck:SC1026",
            "hadolint:SC1033",
            "shellcheck:SC1033",
            "hadolint:SC1034",
            "shellcheck:SC1034",
            "hadolint:SC1045",
            "shellcheck:SC1045",
            "hadolint:SC1046",
            "shellcheck:SC1046",
            "hadolint:SC1047",
            "shellcheck:SC1047",
            "hadolint:SC1049",
            "shellcheck:SC1049",
            "hadolint:SC1050",
            "shellcheck:SC1050",
            "hadolint:SC1056",
            "shellcheck:SC1056",
            "hadolint:SC1058",
            "shellcheck:SC1058",
            "hadolint:SC1059",
            "shellcheck:SC1059",
            "hadolint:SC1061",
            "shellcheck:SC1061",
            "hadolint:SC1062",
            "shellcheck:SC1062",
            "hadolint:SC1063",
            "shellcheck:SC1063",
            "hadolint:SC1064",
            "shellcheck:SC1064",
            "hadolint:SC1065",
            "shellcheck:SC1065",
            "hadolint:SC1070",
            "shellcheck:SC1070",
            "hadolint:SC1072",
            "shellcheck:SC1072",
            "hadolint:SC1073",
            "shellcheck:SC1073",
            "hadolint:SC1078",
            "shellcheck:SC1078",
            "hadolint:SC1080",
            "shellcheck:SC1080",
            "hadolint:SC1081",
            "shellcheck:SC1081",
            "hadolint:SC1086",
            "shellcheck:SC1086",
            "hadolint:SC1088",
            "shellcheck:SC1088",
            "hadolint:SC1089",
            "shellcheck:SC1089",
            "hadolint:SC1095",
            "shellcheck:SC1095",
        ],
        references: [
            ("POSIX: shell command language", "https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html"),
        ],
    }
}

impl Rule<Document> for ShellSyntax {
    fn check(&self, document: &Document, sink: &mut Sink) {
        let mut unread = None;
        for step in document.scripts() {
            if !step.script.dialect.is_read() && unread != Some(step.stage) {
                unread = Some(step.stage);
                let end = step.script.text.text.len();
                let place = span(document, step, &(0..end));
                sink.gap(Gap::at(
                    place,
                    "commands for another shell than sh, bash and ksh are not examined from here on in this stage",
                ));
            }
            let Some(problem) = &step.script.problem else { continue };
            let place = span(document, step, &problem.place);
            if problem.gap {
                sink.gap(Gap::at(place, format!("these commands are not examined: {}", problem.message)));
                continue;
            }
            let line = place.start().line;
            sink.push(
                Finding::of::<Self>(place)
                    .subject(format!("{}, line {line}", document.step_title(step)))
                    .message(format!("no shell takes this: {}", problem.message)),
            );
        }
    }
}
