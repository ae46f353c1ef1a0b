//! `container/corepack-unpinned`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::document::{Document, title};

declare_rule! {
    /// ## What it finds
    /// Corepack told to take the latest version of a package manager, or corepack itself installed as the latest.
    ///
    /// ## Why it matters
    /// The next major version of the package manager changes lockfile and options, and the build breaks without a commit.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM node:24-trixie-slim
    /// WORKDIR /app
    /// RUN corepack enable && corepack prepare pnpm@latest --activate
    /// COPY package.json pnpm-lock.yaml ./
    /// RUN pnpm install --frozen-lockfile --prod
    /// USER 1000
    /// CMD ["node", "server.js"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM node:24-trixie-slim
    /// WORKDIR /app
    /// RUN corepack enable && corepack prepare pnpm@10.18.0 --activate
    /// COPY package.json pnpm-lock.yaml ./
    /// RUN pnpm install --frozen-lockfile --prod
    /// USER 1000
    /// CMD ["node", "server.js"]
    /// ```
    /// ## Limits
    /// A version line like `pnpm@10` is taken as pinned.
    pub CorepackUnpinned {
        id: "container/corepack-unpinned",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("Corepack: utility commands", "https://github.com/nodejs/corepack#utility-commands")],
    }
}

impl Rule<Document> for CorepackUnpinned {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for step in document.all_runs() {
            for command in step.commands {
                let arguments = command.arguments();
                let latest = |names: &[&str]| {
                    arguments.iter().find(|word| {
                        word.split_once('@').is_some_and(|(name, version)| {
                            names.contains(&name) && matches!(version, "latest" | "*" | "stable" | "next" | "")
                        })
                    })
                };
                let found = match command.name().as_str() {
                    "corepack" => latest(&["pnpm", "yarn", "npm"]),
                    "npm" => latest(&["corepack"]),
                    _ => None,
                };
                let Some(word) = found else { continue };
                let name = word.split('@').next().unwrap_or_default();
                sink.push(
                    Finding::of::<Self>(document.span(&command.span()))
                        .subject(format!("stage {}: {}", step.stage.label(), title(command)))
                        .message(format!("`{word}` is another version in every build"))
                        .help(if name == "corepack" {
                            "Name the exact version: `corepack@0.34.0`.".to_owned()
                        } else {
                            format!("Name the exact version, in the field `packageManager` of package.json or here: `{name}@10.18.0`.").replace("yarn@10.18.0", "yarn@4.10.0")
                        }),
                );
            }
        }
    }
}
