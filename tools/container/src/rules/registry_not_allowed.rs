//! `container/registry-not-allowed`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::dockerfile::{Flag, ImageReference, Instruction, Stage, Word};
use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// An image from a registry that the project does not allow.
    ///
    /// ## Why it matters
    /// What is not mirrored, scanned or trusted gets into the build, and from there into what is shipped.
    ///
    /// ## Bad
    /// ```dockerfile project
    /// FROM quay.io/centos/centos:stream10
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// # file: .hadolint.yaml
    /// trustedRegistries: [docker.io]
    /// ```
    /// ## Good
    /// ```dockerfile project
    /// FROM debian:trixie-slim
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// # file: .hadolint.yaml
    /// trustedRegistries: [docker.io]
    /// ```
    /// ## Limits
    /// Only where registries are given: `registries` under `[container]` in `architect.toml`, or `trustedRegistries` in
    /// `.hadolint.yaml`. An image without a registry is from docker.io. A `*` stands for any part. A name with a variable is not
    /// judged.
    pub RegistryNotAllowed {
        id: "container/registry-not-allowed",
        severity: Error,
        since: "0.1.0",
        aliases: ["hadolint:DL3026"],
        references: [("Best practices: FROM", "https://docs.docker.com/build/building/best-practices/#from")],
    }
}

impl Rule<Document> for RegistryNotAllowed {
    fn check(&self, document: &Document, sink: &mut Sink) {
        if document.policy.registries.is_empty() {
            return;
        }
        for stage in &document.file.stages {
            judge(document, stage, &stage.from.image, stage.parent.is_some(), sink);
            for statement in &stage.statements {
                let flags = match &statement.instruction {
                    Instruction::Copy(copy) | Instruction::Add(copy) => &copy.flags,
                    Instruction::Run(run) => &run.flags,
                    _ => continue,
                };
                for source in flags.iter().filter_map(Flag::source) {
                    let of_stage = document.file.stage_named(&source.text, stage.index).is_some();
                    judge(document, stage, &source, of_stage, sink);
                }
            }
        }
    }
}

fn judge(document: &Document, stage: &Stage, word: &Word, of_stage: bool, sink: &mut Sink) {
    let image = ImageReference::read(&document.file.expand_from(&word.unquoted()));
    if of_stage || image.is_scratch() || image.is_variable() || document.policy.admits(&image) {
        return;
    }
    sink.push(
        Finding::of::<RegistryNotAllowed>(document.span(&word.span))
            .subject(format!("stage {}: {}", stage.label(), image.text))
            .message(format!("`{}` comes from a registry that is not allowed here", image.text))
            .help(format!("Allowed are {}.", document.policy.registries.join(", "))),
    );
}
