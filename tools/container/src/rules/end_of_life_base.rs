//! `container/end-of-life-base`

use architect_core::fix::{Edit, Fix};
use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::dockerfile::ImageReference;
use crate::document::Document;
use crate::tags::{Ended, catalogue};

declare_rule! {
    /// ## What it finds
    /// A base image on a release line that has ended, such as `node:18`, `python:3.8` or a Debian of the past.
    ///
    /// ## Why it matters
    /// The image is no longer rebuilt: neither the runtime nor the system packages in it get security fixes.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM node:18-alpine3.22
    /// USER 1000
    /// CMD ["node", "server.js"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM node:24-alpine3.24
    /// USER 1000
    /// CMD ["node", "server.js"]
    /// ```
    /// ## Limits
    /// Known are Node.js, Python, Go, Java (eclipse-temurin), Debian, Alpine and Ubuntu LTS, from a list with a date
    /// that the message names. Old Rust compilers are not reported: they do not ship.
    pub EndOfLifeBase {
        id: "container/end-of-life-base",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [
            ("Node.js releases", "https://nodejs.org/en/about/previous-releases"),
            ("Status of Python versions", "https://devguide.python.org/versions/"),
            ("Docker official images", "https://github.com/docker-library/official-images"),
        ],
    }
}

impl Rule<Document> for EndOfLifeBase {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for stage in &document.file.stages {
            if document.file.parent(stage).is_some() {
                continue;
            }
            let written = &stage.from.image;
            let image = ImageReference::read(&document.file.expand_from(&written.text));
            if let Some(ended) = catalogue().ended(&image) {
                let finding = unsupported(document, &image, written, &ended);
                sink.push(finding);
            }
        }
    }
}

fn unsupported(
    document: &Document,
    image: &ImageReference,
    written: &crate::dockerfile::Word,
    ended: &Ended,
) -> Finding {
    let span = document.span(&written.span);
    let when = match ended.date {
        Some(date) => format!("its support ended on {date}"),
        None => format!("it is not among the supported releases of {}", catalogue().as_of),
    };
    let finding = Finding::of::<EndOfLifeBase>(span.clone())
        .subject(format!("FROM {}", image.text))
        .message(format!("`{}` stands on {}: {when}", image.text, ended.line.trim_end_matches(',')))
        .help(format!("Move to {} (tags as of {}).", ended.replacement, catalogue().as_of));
    match &ended.image {
        Some(newer) if written.text == image.text && image.digest.is_none() && image.registry.is_none() => {
            finding.fix(Fix::needs_review(format!("Use `{newer}`"), vec![Edit { span, replacement: newer.clone() }]))
        }
        _ => finding,
    }
}
