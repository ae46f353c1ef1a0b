//! `container/reserved-stage-name`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::dockerfile::Stage;
use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// A stage named `scratch` or `context`.
    ///
    /// ## Why it matters
    /// The builder has its own meaning for these names: `FROM scratch` is the empty image, and `context` the files of the
    /// build. The stage can be reached only in some places.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM golang:1.27-trixie AS context
    /// HEALTHCHECK NONE
    /// USER 10001
    /// CMD ["go", "version"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM golang:1.27-trixie AS build
    /// HEALTHCHECK NONE
    /// USER 10001
    /// CMD ["go", "version"]
    /// ```
    pub ReservedStageName {
        id: "container/reserved-stage-name",
        severity: Warning,
        since: "0.1.0",
        aliases: ["buildkit:ReservedStageName", "hadolint:DL3063"],
        references: [("Build checks: ReservedStageName", "https://docs.docker.com/reference/build-checks/reserved-stage-name/")],
    }
}

impl Rule<Document> for ReservedStageName {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for name in document.file.stages.iter().filter_map(Stage::name) {
            if ["context", "scratch"].iter().any(|reserved| name.text.eq_ignore_ascii_case(reserved)) {
                sink.push(
                    Finding::of::<Self>(document.span(&name.span))
                        .subject(format!("stage {}", name.text))
                        .message(format!("the name `{}` means something else to the builder", name.text))
                        .help("Give the stage another name."),
                );
            }
        }
    }
}
