//! `container/inline-ignore`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// A comment that silences a rule of a linter. Off unless it is selected.
    ///
    /// ## Why it matters
    /// Some teams want every exception in one file that is reviewed, and none beside the code.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// # hadolint ignore=DL3004
    /// RUN sudo true
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    pub InlineIgnore {
        id: "container/inline-ignore",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["hadolint:DL1001"],
        references: [("hadolint: inline ignores", "https://github.com/hadolint/hadolint#inline-ignores")],
    }
}

/// What introduces an ignore comment, of ours and of peers.
const MARKERS: [&str; 5] = ["architect:ignore", "hadolint", "check=skip", "trivy:ignore", "checkov:skip"];

impl Rule<Document> for InlineIgnore {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for comment in &document.file.comments {
            let text = document.source.slice(comment.clone());
            let silences = MARKERS.iter().any(|marker| {
                let behind = text.split_once(marker).map(|(_, behind)| behind);
                behind.is_some_and(|behind| *marker != "hadolint" || behind.contains("ignore"))
            });
            if silences {
                let line = document.source.position(comment.start).line;
                sink.push(
                    Finding::of::<Self>(document.span(comment))
                        .subject(format!("line {line}"))
                        .message("this comment silences a rule")
                        .help("Mend what it silences, or ignore the rule in architect.toml."),
                );
            }
        }
    }
}
