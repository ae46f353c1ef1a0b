//! `container/zypper-unpinned`

use architect_core::{Rule, Sink, declare_rule};

use crate::document::Document;
use crate::packages::{self, Manager, pin};

declare_rule! {
    /// ## What it finds
    /// `zypper install` of a package without a version. Off unless it is selected.
    ///
    /// ## Why it matters
    /// The same Dockerfile gives another image tomorrow; a build that broke cannot be made again as it was.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM opensuse/leap:15.6
    /// RUN zypper install -y libpq5 && zypper clean --all
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM opensuse/leap:15.6
    /// RUN zypper install -y libpq5=17.6 && zypper clean --all
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// Distributions keep one version at a time, so that a pinned one stops the build as soon as there is a next. A digest of
    /// the base image and a snapshot of the repository hold a build still as well. That is why this rule is off by default.
    pub ZypperUnpinned {
        id: "container/zypper-unpinned",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["hadolint:DL3037"],
        references: [("zypper(8)", "https://en.opensuse.org/SDB:Zypper_manual")],
    }
}

impl Rule<Document> for ZypperUnpinned {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for (step, call) in packages::in_document(document, Manager::Zypper) {
            if let Some(finding) = pin::unpinned::<Self>(document, &step, &call, "Write `package=version`.") {
                sink.push(finding);
            }
        }
    }
}
