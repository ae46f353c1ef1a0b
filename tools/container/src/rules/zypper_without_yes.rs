//! `container/zypper-without-yes`

use architect_core::{Rule, Sink, declare_rule};

use crate::document::Document;
use crate::packages::{self, Manager, confirm};

declare_rule! {
    /// ## What it finds
    /// `zypper` that installs, upgrades or removes and asks first: `-y` is missing.
    ///
    /// ## Why it matters
    /// zypper asks for a confirmation; a build has nobody to answer, so it stops.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM opensuse/leap:15.6
    /// RUN zypper install libpq && zypper clean --all
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM opensuse/leap:15.6
    /// RUN zypper install -y libpq && zypper clean --all
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// A command into which something is piped, or whose words are variables, may have its answer: it is not reported.
    pub ZypperWithoutYes {
        id: "container/zypper-without-yes",
        severity: Warning,
        since: "0.1.0",
        aliases: ["hadolint:DL3034"],
        references: [("zypper(8)", "https://en.opensuse.org/SDB:Zypper_manual")],
    }
}

impl Rule<Document> for ZypperWithoutYes {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for (step, call) in packages::in_document(document, Manager::Zypper) {
            if call.asks() {
                sink.push(confirm::unconfirmed::<Self>(document, &step, &call));
            }
        }
    }
}
