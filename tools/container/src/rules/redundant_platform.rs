//! `container/redundant-platform`

use architect_core::fix::{Edit, Fix};
use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// `FROM --platform=$TARGETPLATFORM`.
    ///
    /// ## Why it matters
    /// A stage is built for that platform anyway. Whoever reads the flag looks for a reason that does not exist.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM --platform=$TARGETPLATFORM debian:trixie-slim
    /// HEALTHCHECK NONE
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// HEALTHCHECK NONE
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    pub RedundantPlatform {
        id: "container/redundant-platform",
        severity: Info,
        since: "0.1.0",
        aliases: ["buildkit:RedundantTargetPlatform", "hadolint:DL3065"],
        references: [("Build checks: RedundantTargetPlatform", "https://docs.docker.com/reference/build-checks/redundant-target-platform/")],
    }
}

impl Rule<Document> for RedundantPlatform {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for stage in &document.file.stages {
            let flag = stage.from.flags.iter().find(|flag| flag.name == "platform");
            let Some((flag, value)) = flag.and_then(|flag| Some((flag, flag.value.as_ref()?))) else { continue };
            if !matches!(value.unquoted().as_str(), "$TARGETPLATFORM" | "${TARGETPLATFORM}") {
                continue;
            }
            // With the space behind it.
            let text = document.source.text();
            let rest = text.get(flag.word.span.end..stage.from.image.span.start).unwrap_or_default();
            let space = rest.len() - rest.trim_start_matches([' ', '\t']).len();
            let edit = Edit {
                span: document.span(&(flag.word.span.start..flag.word.span.end + space)),
                replacement: String::new(),
            };
            sink.push(
                Finding::of::<Self>(document.span(&flag.word.span))
                    .subject(format!("stage {}: {}", stage.label(), flag.word.text))
                    .message("a stage is built for the target platform anyway")
                    .fix(Fix::safe("Remove the flag", vec![edit])),
            );
        }
    }
}
