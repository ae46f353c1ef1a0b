//! `container/host-modules-copied`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::document::Document;
use crate::install_step::installs;
use crate::moment::{Moment, joined};

declare_rule! {
    /// ## What it finds
    /// A copy of the whole context over a folder in which dependencies were installed, while nothing leaves the machine's own
    /// `node_modules` out.
    ///
    /// ## Why it matters
    /// Whoever builds on a machine with `node_modules` gets that folder into the image, over the installed one: with
    /// development dependencies, and with binaries for another system.
    ///
    /// ## Bad
    /// ```dockerfile project
    /// FROM node:24-trixie-slim
    /// WORKDIR /app
    /// COPY package.json package-lock.json ./
    /// RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev
    /// COPY . .
    /// USER 1000
    /// CMD ["node", "server.js"]
    /// # file: .dockerignore
    /// .git
    /// # file: package.json
    /// {}
    /// # file: package-lock.json
    /// {}
    /// ```
    /// ## Good
    /// ```dockerfile project
    /// FROM node:24-trixie-slim
    /// WORKDIR /app
    /// COPY package.json package-lock.json ./
    /// RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev
    /// COPY . .
    /// USER 1000
    /// CMD ["node", "server.js"]
    /// # file: .dockerignore
    /// .git
    /// node_modules
    /// # file: package.json
    /// {}
    /// # file: package-lock.json
    /// {}
    /// ```
    /// ## Limits
    /// Only with the project around the file. A build from a fresh checkout has no such folder, so it does not show there.
    pub HostModulesCopied {
        id: "container/host-modules-copied",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("Dockerignore files", "https://docs.docker.com/build/concepts/context/#dockerignore-files")],
    }
}

impl Rule<Document> for HostModulesCopied {
    fn check(&self, document: &Document, sink: &mut Sink) {
        if document.build_context.is_none() {
            return;
        }
        for stage in &document.file.stages {
            for step in installs(document, stage).into_iter().filter(|step| step.install.manager.is_node()) {
                let Some(folder) = step.moment(document).folder().filter(|_| step.in_place) else { continue };
                let modules = joined(folder, "node_modules");
                let end = Moment::end(document, stage);
                let over = end.brought().into_iter().find(|brought| {
                    let later = brought.stage == stage.index && brought.index > step.step.index;
                    let here = modules
                        .strip_prefix(brought.to.trim_end_matches('/'))
                        .is_some_and(|rest| rest.starts_with('/'));
                    later && here && brought.from.is_none() && brought.sources.iter().any(|source| source == ".")
                });
                let Some(over) = over else { continue };
                let inside =
                    modules.strip_prefix(over.to.trim_end_matches('/')).unwrap_or_default().trim_start_matches('/');
                let left_out = document.ignore.as_ref().is_some_and(|ignore| ignore.leaves_out(inside));
                // A second install puts right what the copy brought.
                let again = installs(document, stage).iter().any(|other| other.step.index > over.index);
                if left_out || again {
                    continue;
                }
                sink.push(
                    Finding::of::<Self>(document.span(&over.span))
                        .subject(format!("stage {}: node_modules", stage.label()))
                        .confidence(Confidence::Medium)
                        .message("the copy may bring the machine's own `node_modules` over what was installed")
                        .related(document.span(&step.command.span()), "the install")
                        .help(format!("List `{inside}` in .dockerignore.")),
                );
                break;
            }
        }
    }
}
