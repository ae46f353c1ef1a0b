//! `container/apt-for-people`

use architect_core::fix::{Edit, Fix};
use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::dockerfile::shell::base_name;
use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// `apt` in a `RUN`, where `apt-get` is meant for scripts.
    ///
    /// ## Why it matters
    /// apt says itself that its command line may change; its output is made for a terminal.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN apt update && apt install -y --no-install-recommends libpq5 && rm -rf /var/lib/apt/lists/*
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN apt-get update && apt-get install -y --no-install-recommends libpq5 && rm -rf /var/lib/apt/lists/*
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    pub AptForPeople {
        id: "container/apt-for-people",
        severity: Info,
        since: "0.1.0",
        aliases: ["hadolint:DL3027", "checkov:CKV_DOCKER_9"],
        references: [("apt(8): script usage", "https://manpages.debian.org/stable/apt/apt.8.en.html#SCRIPT_USAGE_AND_DIFFERENCES_FROM_OTHER_APT_TOOLS")],
    }
}

/// What both programs are told with the same word.
const SHARED: [&str; 10] =
    ["install", "update", "upgrade", "remove", "purge", "autoremove", "autopurge", "clean", "autoclean", "build-dep"];

impl Rule<Document> for AptForPeople {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for step in document.all_runs() {
            let mut finding: Option<Finding> = None;
            let mut edits = Some(Vec::new());
            for command in step.commands {
                let Some(word) = command.program().first().filter(|word| base_name(&word.plain()) == "apt") else {
                    continue;
                };
                let span = document.span(&word.span);
                let shared = command.verb().is_some_and(|verb| SHARED.contains(&verb.text.as_str()));
                let edit = Edit { span: span.clone(), replacement: "apt-get".to_owned() };
                edits = edits.filter(|_| shared && word.text == "apt").map(|mut edits: Vec<Edit>| {
                    edits.push(edit);
                    edits
                });
                finding = Some(match finding {
                    Some(finding) => finding.also_at(span, "apt again"),
                    None => Finding::of::<Self>(span)
                        .subject(step.subject(command))
                        .message("`apt` is for people at a terminal; its command line may change")
                        .help("Use `apt-get`, or `apt-cache` for looking things up."),
                });
            }
            if let Some(finding) = finding {
                sink.push(match edits {
                    Some(edits) => finding.fix(Fix::safe("Use `apt-get`", edits)),
                    None => finding,
                });
            }
        }
    }
}
