//! `container/whole-filesystem-copied`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::dockerfile::{ImageReference, Instruction, Stage, Word};
use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// `COPY --from` of another image's whole file system over the one of the stage.
    ///
    /// ## Why it matters
    /// Two distributions are mixed: their package lists, users and libraries replace each other. The cache is of no use, since
    /// any change copies all.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM golang:1.27-trixie AS build
    /// RUN go version
    ///
    /// FROM debian:trixie-slim
    /// COPY --from=build / /
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM golang:1.27-trixie AS build
    /// RUN go version
    ///
    /// FROM debian:trixie-slim
    /// COPY --from=build /out/shop /usr/local/bin/shop
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// An image that is made to be copied whole (`tonistiigi/xx`) holds a few programs: only what stands on an official
    /// image is reported. Into the empty image (`FROM scratch`) it makes one layer of many, which is meant.
    pub WholeFilesystemCopied {
        id: "container/whole-filesystem-copied",
        severity: Warning,
        since: "0.1.0",
        aliases: ["hadolint:DL3067"],
        references: [("Multi-stage builds", "https://docs.docker.com/build/building/multi-stage/")],
    }
}

impl Rule<Document> for WholeFilesystemCopied {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for stage in &document.file.stages {
            for (index, statement) in stage.statements.iter().enumerate() {
                let Instruction::Copy(copy) = &statement.instruction else { continue };
                let whole = copy.sources.iter().any(|source| matches!(source.unquoted().as_str(), "/" | "/*" | "/."));
                let Some(from) = copy.flag("from").filter(|_| whole && copy.destination.unquoted() == "/") else {
                    continue;
                };
                if document.file.base_image(stage).is_scratch() && index == 0 || !is_system(document, stage, from) {
                    continue;
                }
                sink.push(
                    Finding::of::<Self>(document.span(&statement.span))
                        .subject(format!("stage {}: from {}", stage.label(), from.text))
                        .message(format!("the whole file system of `{}` is copied over this one", from.unquoted()))
                        .help("Copy what is needed, or build the stage `FROM` it."),
                );
            }
        }
    }
}

/// Whether a source has a distribution's file system: it is an official image, or a stage on one.
fn is_system(document: &Document, stage: &Stage, from: &Word) -> bool {
    let name = from.unquoted();
    let image = match document.file.stage_named(&name, stage.index) {
        Some(source) => document.file.base_image(source),
        None => ImageReference::read(&name),
    };
    image.official().is_some()
}
