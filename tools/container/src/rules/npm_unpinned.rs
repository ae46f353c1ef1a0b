//! `container/npm-unpinned`

use architect_core::{Rule, Sink, declare_rule};

use crate::document::Document;
use crate::packages::{self, Manager, pin};

declare_rule! {
    /// ## What it finds
    /// `npm install` of a named package without a version, or of a repository without a commit.
    ///
    /// ## Why it matters
    /// What is installed is the newest release of the day: a major release or a taken over package is in the image the next
    /// time it is built.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM node:24-trixie-slim
    /// RUN npm install --global serve
    /// USER 1000
    /// CMD ["node", "server.js"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM node:24-trixie-slim
    /// RUN npm install --global serve@14.2.5
    /// USER 1000
    /// CMD ["node", "server.js"]
    /// ```
    /// ## Limits
    /// A tag (`@next`), a folder, an archive and a repository with `#commit` are taken for a version. npm itself is not
    /// reported.
    pub NpmUnpinned {
        id: "container/npm-unpinned",
        severity: Info,
        since: "0.1.0",
        aliases: ["hadolint:DL3016"],
        references: [("npm install", "https://docs.npmjs.com/cli/commands/npm-install")],
    }
}

impl Rule<Document> for NpmUnpinned {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for (step, call) in packages::in_document(document, Manager::Npm) {
            if let Some(finding) = pin::unpinned::<Self>(
                document,
                &step,
                &call,
                "Write `package@version`, or have it in package.json and run `npm ci`.",
            ) {
                sink.push(finding);
            }
        }
    }
}
