//! `container/wget-and-curl`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::dockerfile::shell::SimpleCommand;
use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// Both wget and curl used in the final image.
    ///
    /// ## Why it matters
    /// One of them does what the other does; each brings libraries that want to be kept up to date.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN wget -q https://downloads.example.com/a.tar.gz
    /// RUN curl -fsSLO https://downloads.example.com/b.tar.gz
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN curl -fsSLO https://downloads.example.com/a.tar.gz
    /// RUN curl -fsSLO https://downloads.example.com/b.tar.gz
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// Stages that are not part of the final image do not count.
    pub WgetAndCurl {
        id: "container/wget-and-curl",
        severity: Info,
        since: "0.1.0",
        aliases: ["hadolint:DL4001", "trivy:DS-0014"],
        references: [("Best practices: RUN", "https://docs.docker.com/build/building/best-practices/#run")],
    }
}

impl Rule<Document> for WgetAndCurl {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for stage in document.final_lineage() {
            let mut first: Option<&SimpleCommand> = None;
            let mut finding: Option<Finding> = None;
            for step in document.runs(stage) {
                let mut told = false;
                for command in
                    step.commands.iter().filter(|command| matches!(command.name().as_str(), "wget" | "curl"))
                {
                    let Some(earlier) = first else {
                        first = Some(command);
                        continue;
                    };
                    let both = finding.is_some() || earlier.name() != command.name();
                    if !both || std::mem::replace(&mut told, true) {
                        continue;
                    }
                    let span = document.span(&command.span());
                    finding = Some(match finding {
                        Some(finding) => finding.also_at(span, "one of them again"),
                        None => Finding::of::<Self>(span)
                            .subject(format!("stage {}", stage.label()))
                            .message(format!(
                                "the stage uses {} here and {} elsewhere",
                                command.name(),
                                earlier.name()
                            ))
                            .related(document.span(&earlier.span()), "the other one")
                            .help("Keep to one of them."),
                    });
                }
            }
            if let Some(finding) = finding {
                sink.push(finding);
            }
        }
    }
}
