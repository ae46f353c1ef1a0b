//! `container/dnf-without-yes`

use architect_core::{Rule, Sink, declare_rule};

use crate::document::Document;
use crate::packages::{self, Manager, confirm};

declare_rule! {
    /// ## What it finds
    /// `dnf` or `microdnf` that installs, upgrades or removes and asks first: `-y` is missing.
    ///
    /// ## Why it matters
    /// dnf asks for a confirmation; a build has nobody to answer, so it stops.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM fedora:43
    /// RUN dnf install libpq && dnf clean all
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM fedora:43
    /// RUN dnf install -y libpq && dnf clean all
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// A command into which something is piped, or whose words are variables, may have its answer: it is not reported.
    pub DnfWithoutYes {
        id: "container/dnf-without-yes",
        severity: Warning,
        since: "0.1.0",
        aliases: ["hadolint:DL3038"],
        references: [("dnf: options", "https://dnf.readthedocs.io/en/latest/command_ref.html#options")],
    }
}

impl Rule<Document> for DnfWithoutYes {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for (step, call) in packages::in_document(document, Manager::Dnf) {
            if call.asks() {
                sink.push(confirm::unconfirmed::<Self>(document, &step, &call));
            }
        }
    }
}
