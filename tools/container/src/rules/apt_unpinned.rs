//! `container/apt-unpinned`

use architect_core::{Rule, Sink, declare_rule};

use crate::document::Document;
use crate::packages::{self, Manager, pin};

declare_rule! {
    /// ## What it finds
    /// `apt-get install` of a package without a version. Off unless it is selected.
    ///
    /// ## Why it matters
    /// The same Dockerfile gives another image tomorrow; a build that broke cannot be made again as it was.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN apt-get update && apt-get install -y --no-install-recommends libpq5 && rm -rf /var/lib/apt/lists/*
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN apt-get update && apt-get install -y --no-install-recommends libpq5=17.* && rm -rf /var/lib/apt/lists/*
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// Distributions keep one version at a time, so that a pinned one stops the build as soon as there is a next. A digest of
    /// the base image and a snapshot of the repository hold a build still as well. That is why this rule is off by default.
    pub AptUnpinned {
        id: "container/apt-unpinned",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["hadolint:DL3008"],
        references: [("Best practices: pin versions", "https://docs.docker.com/build/building/best-practices/#pin-base-image-versions")],
    }
}

impl Rule<Document> for AptUnpinned {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for (step, call) in packages::in_document(document, Manager::Apt) {
            if let Some(finding) = pin::unpinned::<Self>(
                document,
                &step,
                &call,
                "Write `package=version`, or build on a snapshot of the repository.",
            ) {
                sink.push(finding);
            }
        }
    }
}
