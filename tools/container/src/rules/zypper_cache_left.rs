//! `container/zypper-cache-left`

use architect_core::{Rule, Sink, declare_rule};

use crate::document::Document;
use crate::packages::Manager;
use crate::packages::cache::{self, Cache};

declare_rule! {
    /// ## What it finds
    /// `zypper` that fills its cache in the final image and does not empty it in the same `RUN`.
    ///
    /// ## Why it matters
    /// Lists and packages of tens to hundreds of megabytes stay in the layer. A later `RUN` hides them and frees nothing.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM opensuse/leap:15.6
    /// RUN zypper install -y libpq
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
    /// Stages that are not part of the final image do not count, nor does a step with a cache or tmpfs mount over the cache.
    pub ZypperCacheLeft {
        id: "container/zypper-cache-left",
        severity: Info,
        since: "0.1.0",
        aliases: ["hadolint:DL3036", "trivy:DS-0020"],
        references: [("zypper(8)", "https://en.opensuse.org/SDB:Zypper_manual")],
    }
}

const CACHE: Cache = Cache {
    manager: Manager::Zypper,
    filled_by: &["install", "in", "update", "up", "dist-upgrade", "dup", "patch", "source-install", "si"],
    emptied_by: &["clean", "cc"],
    folders: &["/var/cache/zypp"],
};

impl Rule<Document> for ZypperCacheLeft {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for stage in document.final_lineage() {
            for step in document.runs(stage) {
                if let Some(finding) = cache::left::<Self>(document, &step, &CACHE, "zypper clean --all") {
                    sink.push(finding);
                }
            }
        }
    }
}
