//! `container/duplicate-stage`

use std::collections::BTreeMap;

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// Two stages of one name.
    ///
    /// ## Why it matters
    /// `--from` and `--target` take one of them, and which one is a matter of the place where the name is used.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM golang:1.27-trixie AS build
    /// RUN go version
    ///
    /// FROM golang:1.27-trixie AS build
    /// USER 10001
    /// CMD ["go", "version"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM golang:1.27-trixie AS build
    /// RUN go version
    ///
    /// FROM golang:1.27-trixie AS final
    /// USER 10001
    /// CMD ["go", "version"]
    /// ```
    pub DuplicateStage {
        id: "container/duplicate-stage",
        severity: Error,
        since: "0.1.0",
        aliases: ["hadolint:DL3024", "buildkit:DuplicateStageName", "trivy:DS-0012", "checkov:CKV_DOCKER_11"],
        references: [("Build checks: DuplicateStageName", "https://docs.docker.com/reference/build-checks/duplicate-stage-name/")],
    }
}

impl Rule<Document> for DuplicateStage {
    fn check(&self, document: &Document, sink: &mut Sink) {
        let mut first = BTreeMap::new();
        for stage in &document.file.stages {
            let Some(name) = stage.name() else { continue };
            let key = name.text.to_ascii_lowercase();
            let Some(earlier) = first.get(&key) else {
                first.insert(key, name.span.clone());
                continue;
            };
            sink.push(
                Finding::of::<Self>(document.span(&name.span))
                    .subject(format!("stage {}", name.text))
                    .message(format!("the name `{}` is taken by an earlier stage", name.text))
                    .related(document.span(earlier), "the earlier stage")
                    .help("Give each stage a name of its own."),
            );
        }
    }
}
