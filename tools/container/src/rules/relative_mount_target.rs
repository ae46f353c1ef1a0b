//! `container/relative-mount-target`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::dockerfile::Instruction;
use crate::document::Document;
use crate::moment::MountOptions;

declare_rule! {
    /// ## What it finds
    /// What only BuildKit builds: a relative target of `RUN --mount`, `COPY --link`, here-documents.
    ///
    /// ## Why it matters
    /// Older releases of buildah and podman, and kaniko, refuse such a file, so that it builds on some machines only.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM node:24-trixie-slim
    /// WORKDIR /app
    /// RUN --mount=type=bind,source=package.json,target=package.json \
    ///     --mount=type=bind,source=package-lock.json,target=package-lock.json \
    ///     --mount=type=cache,target=/root/.npm \
    ///     npm ci --omit=dev
    /// USER 1000
    /// CMD ["node", "server.js"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM node:24-trixie-slim
    /// WORKDIR /app
    /// RUN --mount=type=bind,source=package.json,target=/app/package.json \
    ///     --mount=type=bind,source=package-lock.json,target=/app/package-lock.json \
    ///     --mount=type=cache,target=/root/.npm \
    ///     npm ci --omit=dev
    /// USER 1000
    /// CMD ["node", "server.js"]
    /// ```
    /// ## Limits
    /// Off unless it is selected: who only builds with Docker has no use for it.
    pub RelativeMountTarget {
        id: "container/relative-mount-target",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: [],
        references: [("Dockerfile reference: RUN --mount", "https://docs.docker.com/reference/dockerfile/#run---mount")],
    }
}

impl Rule<Document> for RelativeMountTarget {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for stage in &document.file.stages {
            for statement in &stage.statements {
                let found = match &statement.instruction {
                    Instruction::Run(run) => {
                        let relative = run.mounts().map(MountOptions::read).find(|mount| {
                            !mount.target.is_empty() && !mount.target.starts_with(['/', '$']) && mount.kind != "ssh"
                        });
                        match relative {
                            Some(mount) => Some(format!("the mount's target `{}` is relative", mount.target)),
                            None if !run.heredocs.is_empty() => Some("a here-document".to_owned()),
                            None => None,
                        }
                    }
                    Instruction::Copy(copy) | Instruction::Add(copy) => {
                        if copy.flags.iter().any(|flag| flag.name == "link") {
                            Some("`--link`".to_owned())
                        } else if copy.heredocs.is_empty() {
                            None
                        } else {
                            Some("a here-document".to_owned())
                        }
                    }
                    _ => None,
                };
                let Some(found) = found else { continue };
                sink.push(
                    Finding::of::<Self>(document.span(&statement.span))
                        .subject(format!("stage {}: {}", stage.label(), statement.keyword.text))
                        .message(format!("{found}, which not every builder understands"))
                        .help("Write absolute targets, and leave `--link` and here-documents out."),
                );
            }
        }
    }
}
