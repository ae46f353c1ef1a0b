//! `container/dnf-unpinned`

use architect_core::{Rule, Sink, declare_rule};

use crate::document::Document;
use crate::packages::{self, Manager, pin};

declare_rule! {
    /// ## What it finds
    /// `dnf install` of a package without a version. Off unless it is selected.
    ///
    /// ## Why it matters
    /// The same Dockerfile gives another image tomorrow; a build that broke cannot be made again as it was.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM fedora:43
    /// RUN dnf install -y libpq && dnf clean all
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM fedora:43
    /// RUN dnf install -y libpq-17.6 && dnf clean all
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// What stands behind a dash and begins with a digit or a variable is taken for a version.
    /// Distributions keep one version at a time, so that a pinned one stops the build as soon as there is a next. A digest of
    /// the base image and a snapshot of the repository hold a build still as well. That is why this rule is off by default.
    pub DnfUnpinned {
        id: "container/dnf-unpinned",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["hadolint:DL3041"],
        references: [("dnf: specifying packages", "https://dnf.readthedocs.io/en/latest/command_ref.html#specifying-packages")],
    }
}

impl Rule<Document> for DnfUnpinned {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for (step, call) in packages::in_document(document, Manager::Dnf) {
            if let Some(finding) = pin::unpinned::<Self>(document, &step, &call, "Write `package-version`.") {
                sink.push(finding);
            }
        }
    }
}
