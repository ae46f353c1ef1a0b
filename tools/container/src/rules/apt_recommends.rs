//! `container/apt-recommends`

use architect_core::fix::{Edit, Fix};
use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::document::Document;
use crate::packages::{self, Manager};

declare_rule! {
    /// ## What it finds
    /// `apt-get install` in the final image without `--no-install-recommends`.
    ///
    /// ## Why it matters
    /// apt then puts in what a package recommends as well: often several times its size, and more to keep up to date.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN apt-get update && apt-get install -y libpq5 && rm -rf /var/lib/apt/lists/*
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
    /// ## Limits
    /// Stages that are not part of the final image do not count, nor does a file that sets `APT::Install-Recommends` itself.
    pub AptRecommends {
        id: "container/apt-recommends",
        severity: Info,
        since: "0.1.0",
        aliases: ["hadolint:DL3015", "trivy:DS-0029"],
        references: [("Best practices: apt-get", "https://docs.docker.com/build/building/best-practices/#apt-get")],
    }
}

impl Rule<Document> for AptRecommends {
    fn check(&self, document: &Document, sink: &mut Sink) {
        if document.source.text().contains("Install-Recommends") {
            return;
        }
        let steps = document.final_lineage().into_iter().flat_map(|stage| document.runs(stage));
        for step in steps {
            let calls = packages::in_step(&step, Manager::Apt).into_iter();
            let whole = |call: &packages::PackageCommand<'_>| {
                // aptitude calls it otherwise.
                call.installs()
                    && !call.has(&["--no-install-recommends", "--without-recommends", "-R"])
                    && !call.operands.is_empty()
            };
            for call in calls.filter(whole) {
                let option =
                    if call.program == "aptitude" { " --without-recommends" } else { " --no-install-recommends" };
                let end = call.verb_word.span.end;
                let edit = Edit { span: document.span(&(end..end)), replacement: option.to_owned() };
                sink.push(
                    Finding::of::<Self>(document.span(&call.command.span()))
                        .subject(step.subject(call.command))
                        .message(format!("`{}` puts in recommended packages too", call.title()))
                        .help("Add `--no-install-recommends`, and name what is really needed of them (often ca-certificates).")
                        .fix(Fix::needs_review(format!("Add `{}`", option.trim()), vec![edit])),
                );
            }
        }
    }
}
