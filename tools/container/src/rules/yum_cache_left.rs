//! `container/yum-cache-left`

use architect_core::{Rule, Sink, declare_rule};

use crate::document::Document;
use crate::packages::Manager;
use crate::packages::cache::{self, Cache};

declare_rule! {
    /// ## What it finds
    /// `yum` that fills its cache in the final image and does not empty it in the same `RUN`.
    ///
    /// ## Why it matters
    /// Lists and packages of tens to hundreds of megabytes stay in the layer. A later `RUN` hides them and frees nothing.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM amazonlinux:2023
    /// RUN yum install -y libpq
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM amazonlinux:2023
    /// RUN yum install -y libpq && yum clean all
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// Stages that are not part of the final image do not count, nor does a step with a cache or tmpfs mount over the cache.
    pub YumCacheLeft {
        id: "container/yum-cache-left",
        severity: Info,
        since: "0.1.0",
        aliases: ["hadolint:DL3032", "trivy:DS-0015"],
        references: [("Best practices: RUN", "https://docs.docker.com/build/building/best-practices/#run")],
    }
}

const CACHE: Cache = Cache {
    manager: Manager::Yum,
    filled_by: &[
        "install",
        "update",
        "upgrade",
        "reinstall",
        "localinstall",
        "groupinstall",
        "group install",
        "module install",
    ],
    emptied_by: &["clean"],
    folders: &["/var/cache/yum", "/var/cache/dnf"],
};

impl Rule<Document> for YumCacheLeft {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for stage in document.final_lineage() {
            for step in document.runs(stage) {
                if let Some(finding) = cache::left::<Self>(document, &step, &CACHE, "yum clean all") {
                    sink.push(finding);
                }
            }
        }
    }
}
