//! `container/sudo`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::dockerfile::shell::base_name;
use crate::document::{Document, title};

declare_rule! {
    /// ## What it finds
    /// `sudo` in a `RUN`.
    ///
    /// ## Why it matters
    /// A build runs as root until `USER` says otherwise. sudo in the image is a way back to root for whoever breaks in,
    /// and it handles terminals and signals in ways of its own.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN sudo mkdir /data
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN mkdir /data
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    pub Sudo {
        id: "container/sudo",
        severity: Warning,
        since: "0.1.0",
        aliases: ["hadolint:DL3004", "trivy:DS-0010", "checkov:CKV2_DOCKER_1"],
        references: [("Best practices: USER", "https://docs.docker.com/build/building/best-practices/#user")],
    }
}

impl Rule<Document> for Sudo {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for step in document.all_runs() {
            let uses = step.commands.iter().filter_map(|command| {
                let word = command.words.first().filter(|word| base_name(&word.text) == "sudo")?;
                Some((command, word))
            });
            let mut finding: Option<Finding> = None;
            for (command, word) in uses {
                let span = document.span(&word.span);
                finding = Some(match finding {
                    Some(finding) => finding.also_at(span, "sudo again"),
                    None => Finding::of::<Self>(span)
                        .subject(format!("stage {}: {}", step.stage.label(), title(command)))
                        .message("sudo is used in a build, which is root already or means to be somebody else")
                        .help("Do this before USER, or switch with `USER root` and back."),
                });
            }
            if let Some(finding) = finding {
                sink.push(finding);
            }
        }
    }
}
