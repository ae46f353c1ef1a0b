//! `container/dnf-cache-left`

use architect_core::{Rule, Sink, declare_rule};

use crate::document::Document;
use crate::packages::Manager;
use crate::packages::cache::{self, Cache};

declare_rule! {
    /// ## What it finds
    /// `dnf` that fills its cache in the final image and does not empty it in the same `RUN`.
    ///
    /// ## Why it matters
    /// Lists and packages of tens to hundreds of megabytes stay in the layer. A later `RUN` hides them and frees nothing.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM fedora:43
    /// RUN dnf install -y libpq
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
    /// Stages that are not part of the final image do not count, nor does a step with a cache or tmpfs mount over the cache.
    pub DnfCacheLeft {
        id: "container/dnf-cache-left",
        severity: Info,
        since: "0.1.0",
        aliases: ["hadolint:DL3040", "trivy:DS-0019"],
        references: [("dnf: clean", "https://dnf.readthedocs.io/en/latest/command_ref.html#clean-command")],
    }
}

const CACHE: Cache = Cache {
    manager: Manager::Dnf,
    filled_by: &[
        "install",
        "in",
        "upgrade",
        "up",
        "update",
        "upgrade-minimal",
        "up-min",
        "reinstall",
        "rei",
        "localinstall",
        "groupinstall",
        "group install",
        "module install",
    ],
    emptied_by: &["clean"],
    folders: &["/var/cache/dnf", "/var/cache/libdnf5", "/var/cache/yum"],
};

impl Rule<Document> for DnfCacheLeft {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for stage in document.final_lineage() {
            for step in document.runs(stage) {
                if let Some(finding) = cache::left::<Self>(document, &step, &CACHE, "dnf clean all") {
                    sink.push(finding);
                }
            }
        }
    }
}
