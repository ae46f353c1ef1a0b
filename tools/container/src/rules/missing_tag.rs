//! `container/missing-tag`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::dockerfile::ImageReference;
use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// A base image without tag and digest.
    ///
    /// ## Why it matters
    /// It means `latest`: the next build may stand on another major version, and nobody can tell on which one this
    /// image was built.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM python
    /// USER 10001
    /// CMD ["python", "-m", "shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// USER 10001
    /// CMD ["python", "-m", "shop"]
    /// ```
    pub MissingTag {
        id: "container/missing-tag",
        severity: Warning,
        since: "0.1.0",
        aliases: ["hadolint:DL3006"],
        references: [("Best practices: pin base image versions", "https://docs.docker.com/build/building/best-practices/#pin-base-image-versions")],
    }
}

impl Rule<Document> for MissingTag {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for stage in &document.file.stages {
            let image = ImageReference::read(&document.file.expand_from(&stage.from.image.text));
            let tagged = image.tag.is_some() || image.digest.is_some();
            if tagged || image.is_scratch() || image.is_variable() || document.file.parent(stage).is_some() {
                continue;
            }
            sink.push(
                Finding::of::<Self>(document.span(&stage.from.image.span))
                    .subject(format!("FROM {}", image.text))
                    .message(format!("`{}` has neither tag nor digest, so it means `latest`", image.text))
                    .help("Name a version and a variant, such as `24-trixie-slim`."),
            );
        }
    }
}
