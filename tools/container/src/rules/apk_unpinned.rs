//! `container/apk-unpinned`

use architect_core::{Rule, Sink, declare_rule};

use crate::document::Document;
use crate::packages::{self, Manager, pin};

declare_rule! {
    /// ## What it finds
    /// `apk add` of a package without a version. Off unless it is selected.
    ///
    /// ## Why it matters
    /// The same Dockerfile gives another image tomorrow; a build that broke cannot be made again as it was.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM alpine:3.23
    /// RUN apk add --no-cache libpq
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM alpine:3.23
    /// RUN apk add --no-cache "libpq~17"
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// Distributions keep one version at a time, so that a pinned one stops the build as soon as there is a next. A digest of
    /// the base image and a snapshot of the repository hold a build still as well. That is why this rule is off by default.
    pub ApkUnpinned {
        id: "container/apk-unpinned",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["hadolint:DL3018"],
        references: [("Alpine: holding a package back", "https://wiki.alpinelinux.org/wiki/Alpine_Package_Keeper#Advanced_APK_Usage")],
    }
}

impl Rule<Document> for ApkUnpinned {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for (step, call) in packages::in_document(document, Manager::Apk) {
            if let Some(finding) = pin::unpinned::<Self>(
                document,
                &step,
                &call,
                "Write `package=version`, or `package~version` for what fits it.",
            ) {
                sink.push(finding);
            }
        }
    }
}
