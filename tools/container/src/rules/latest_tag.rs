//! `container/latest-tag`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::dockerfile::ImageReference;
use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// A base image with the tag `latest` and no digest.
    ///
    /// ## Why it matters
    /// The next build may stand on another major version, and nobody can tell on which one this image was built.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM python:latest
    /// USER 10001
    /// CMD ["python", "-m", "shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// USER 10001
    /// CMD ["python", "-m", "shop"]
    /// ```
    pub LatestTag {
        id: "container/latest-tag",
        severity: Warning,
        since: "0.1.0",
        aliases: ["hadolint:DL3007", "trivy:DS-0001", "checkov:CKV_DOCKER_7"],
        references: [("Best practices: pin base image versions", "https://docs.docker.com/build/building/best-practices/#pin-base-image-versions")],
    }
}

impl Rule<Document> for LatestTag {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for stage in &document.file.stages {
            let image = ImageReference::read(&document.file.expand_from(&stage.from.image.text));
            let latest = image.tag.as_deref() == Some("latest") && image.digest.is_none();
            if latest && document.file.parent(stage).is_none() {
                sink.push(
                    Finding::of::<Self>(document.span(&stage.from.image.span))
                        .subject(format!("FROM {}", image.text))
                        .message(format!("`{}` follows whatever is newest", image.text))
                        .help("Name a version and a variant, such as `24-trixie-slim`."),
                );
            }
        }
    }
}
