//! `container/unknown-tag`

use architect_core::fix::{Edit, Fix};
use architect_core::{Confidence, Finding, Rule, Severity, Sink, declare_rule};

use crate::dockerfile::ImageReference;
use crate::document::Document;
use crate::tags::catalogue;

declare_rule! {
    /// ## What it finds
    /// A tag of an official image that was never published in this form: `python:3.13-slim-trixy`, or
    /// `node:24-slim-trixie` where the image says `24-trixie-slim`.
    ///
    /// ## Why it matters
    /// The build stops with "manifest unknown". Such tags are made up from the pattern of another image.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM python:3.14-trixie-slim
    /// USER 10001
    /// CMD ["python", "-m", "shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// USER 10001
    /// CMD ["python", "-m", "shop"]
    /// ```
    /// ## Limits
    /// Judged against a list with a date, for node, python, golang, rust, debian and alpine. An old patch version is
    /// no fault; a version above the newest of the list is only mentioned.
    pub UnknownTag {
        id: "container/unknown-tag",
        severity: Error,
        since: "0.1.0",
        aliases: [],
        references: [("Docker official images", "https://github.com/docker-library/official-images")],
    }
}

impl Rule<Document> for UnknownTag {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for stage in &document.file.stages {
            if document.file.parent(stage).is_some() {
                continue;
            }
            let written = &stage.from.image;
            let image = ImageReference::read(&document.file.expand_from(&written.text));
            let Some(unknown) = catalogue().unknown(&image) else { continue };
            let span = document.span(&written.span);
            let as_of = catalogue().as_of;
            let finding = Finding::of::<Self>(span.clone()).subject(format!("FROM {}", image.text));
            let near = unknown.near.as_deref().unwrap_or_default();
            if unknown.newer {
                sink.push(
                    finding
                        .severity(Severity::Info)
                        .confidence(Confidence::Low)
                        .message(format!("`{}` is above every release of the list of {as_of}", image.text))
                        .help(format!("If it is not out yet, take `{near}`.")),
                );
                continue;
            }
            let finding = finding
                .confidence(Confidence::Medium)
                .message(format!(
                    "`{}` names no tag of the form that the image publishes (as of {as_of})",
                    image.text
                ))
                .help(format!("Did you mean `{near}`?"));
            let name = image.text.split(':').next().unwrap_or_default();
            sink.push(if written.text == image.text && image.digest.is_none() {
                finding.fix(Fix::needs_review(
                    format!("Use `{near}`"),
                    vec![Edit { span, replacement: format!("{name}:{near}") }],
                ))
            } else {
                finding
            });
        }
    }
}
