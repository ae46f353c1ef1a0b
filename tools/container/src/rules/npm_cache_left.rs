//! `container/npm-cache-left`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::document::{Document, title};
use crate::install_step::installs;
use crate::moment::{Moment, MountOptions};
use crate::package_manager::Manager;

declare_rule! {
    /// ## What it finds
    /// An npm install in the final image that leaves npm's cache in the layer: no cache mount, and no `npm cache clean` in the
    /// same `RUN`.
    ///
    /// ## Why it matters
    /// Every package is in the image twice, once as an archive that nothing reads again.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM node:24-trixie-slim
    /// WORKDIR /app
    /// ENV NODE_ENV=production
    /// COPY package.json package-lock.json ./
    /// RUN npm ci --omit=dev
    /// USER 1000
    /// CMD ["node", "server.js"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM node:24-trixie-slim
    /// WORKDIR /app
    /// ENV NODE_ENV=production
    /// COPY package.json package-lock.json ./
    /// RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev
    /// USER 1000
    /// CMD ["node", "server.js"]
    /// ```
    /// ## Limits
    /// Stages that the final image does not stand on may keep what they like.
    pub NpmCacheLeft {
        id: "container/npm-cache-left",
        severity: Hint,
        since: "0.1.0",
        aliases: [],
        references: [("npm: the cache", "https://docs.npmjs.com/cli/v11/commands/npm-cache")],
    }
}

impl Rule<Document> for NpmCacheLeft {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for stage in document.final_lineage() {
            let left = installs(document, stage).into_iter().find(|step| {
                let mounted = step.step.run.mounts().map(MountOptions::read).any(|mount| mount.kind == "cache");
                let cleaned = step.step.commands.iter().any(|command| {
                    let cleans = command.name() == "npm" && command.has(&["cache"]);
                    cleans || (command.name() == "rm" && command.words.iter().any(|word| word.text.contains("npm")))
                });
                step.install.manager == Manager::Npm && !mounted && !cleaned
            });
            let Some(step) = left else { continue };
            if Moment::at(document, stage, step.step.index).variable("npm_config_cache").is_some() {
                continue;
            }
            sink.push(
                Finding::of::<Self>(document.span(&step.command.span()))
                    .subject(format!("stage {}: {}", stage.label(), title(step.command)))
                    .message("npm's cache stays in the layer")
                    .help("Mount a cache, `RUN --mount=type=cache,target=/root/.npm …`, or end the `RUN` with `npm cache clean --force`."),
            );
            return;
        }
    }
}
