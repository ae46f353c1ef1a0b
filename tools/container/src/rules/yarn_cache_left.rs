//! `container/yarn-cache-left`

use architect_core::{Rule, Sink, declare_rule};

use crate::document::Document;
use crate::packages::Manager;
use crate::packages::cache::{self, Cache};

declare_rule! {
    /// ## What it finds
    /// `yarn install` in the final image whose cache stays in the layer.
    ///
    /// ## Why it matters
    /// Every package is in the layer twice: once installed, once as an archive that no later build sees.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM node:24-trixie-slim
    /// WORKDIR /app
    /// COPY package.json yarn.lock ./
    /// RUN yarn install --frozen-lockfile
    /// USER 1000
    /// CMD ["node", "server.js"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM node:24-trixie-slim
    /// WORKDIR /app
    /// COPY package.json yarn.lock ./
    /// RUN yarn install --frozen-lockfile && yarn cache clean
    /// USER 1000
    /// CMD ["node", "server.js"]
    /// ```
    /// ## Limits
    /// Stages that are not part of the final image do not count, nor does a step with a cache or tmpfs mount for yarn.
    pub YarnCacheLeft {
        id: "container/yarn-cache-left",
        severity: Info,
        since: "0.1.0",
        aliases: ["hadolint:DL3060"],
        references: [("yarn cache", "https://classic.yarnpkg.com/lang/en/docs/cli/cache/")],
    }
}

const CACHE: Cache = Cache {
    manager: Manager::Yarn,
    filled_by: &["install", "add", "global add"],
    emptied_by: &["cache clean"],
    folders: &["/usr/local/share/.cache/yarn", "/root/.cache/yarn", "/root/.yarn/berry/cache", "/var/cache/yarn"],
};

impl Rule<Document> for YarnCacheLeft {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for stage in document.final_lineage() {
            for step in document.runs(stage) {
                // Where yarn keeps its cache is a setting: a mount with the name in it is meant for it.
                if step.run.mounts().any(|mount| mount.contains("type=cache") && mount.contains("yarn")) {
                    continue;
                }
                if let Some(finding) = cache::left::<Self>(document, &step, &CACHE, "yarn cache clean") {
                    sink.push(finding);
                }
            }
        }
    }
}
