//! `container/cache-mount-lost`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::dockerfile::Stage;
use crate::document::Document;
use crate::moment::{Moment, MountOptions, StageCopy, joined, stage_copies};

declare_rule! {
    /// ## What it finds
    /// A `COPY --from` of a path that lies in a cache mount of that stage: what was written there is not in the stage.
    ///
    /// ## Why it matters
    /// A cache mount is only there while its `RUN` runs. The build stops with "not found", usually of a binary in `target/`.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM rust:1.98-slim-trixie AS build
    /// WORKDIR /app
    /// COPY . .
    /// RUN --mount=type=cache,target=/app/target cargo build --release --locked
    ///
    /// FROM gcr.io/distroless/cc-debian13:nonroot
    /// COPY --from=build /app/target/release/shop /shop
    /// ENTRYPOINT ["/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM rust:1.98-slim-trixie AS build
    /// WORKDIR /app
    /// COPY . .
    /// RUN --mount=type=cache,target=/app/target cargo build --release --locked && cp target/release/shop /shop
    ///
    /// FROM gcr.io/distroless/cc-debian13:nonroot
    /// COPY --from=build /shop /shop
    /// ENTRYPOINT ["/shop"]
    /// ```
    /// ## Limits
    /// A path that a `RUN` without the mount may write, or that is copied in, is left alone.
    pub CacheMountLost {
        id: "container/cache-mount-lost",
        severity: Error,
        since: "0.1.0",
        aliases: [],
        references: [("Dockerfile reference: RUN --mount=type=cache", "https://docs.docker.com/reference/dockerfile/#run---mounttypecache")],
    }
}

impl Rule<Document> for CacheMountLost {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for StageCopy { stage, copy, origin, moment, .. } in stage_copies(document) {
            for source in &copy.sources {
                let path = joined("/", &moment.expand(source));
                let Some(cache) = lost(document, origin, &path) else { continue };
                sink.push(
                    Finding::of::<Self>(document.span(&source.span))
                        .subject(format!("stage {}: COPY {path}", stage.label()))
                        .message(format!(
                            "`{path}` lies in the cache mount `{cache}`, which is not part of the stage `{}`",
                            origin.label()
                        ))
                        .help("Copy it out of the cache in the `RUN` that builds it: `… && cp target/release/app /app`."),
                );
            }
        }
    }
}

/// The cache mount that a path lies in, when everything that may write it does so with the mount.
fn lost(document: &Document, stage: &Stage, path: &str) -> Option<String> {
    let mut cache: Option<String> = None;
    for owner in document.file.lineage(stage) {
        for step in document.runs(owner) {
            let folder = Moment::at(document, owner, step.index).folder().unwrap_or("/");
            let mounts = step.run.mounts().map(MountOptions::read).filter(|mount| mount.kind == "cache");
            let holding = mounts.map(|mount| joined(folder, &mount.target)).find(|target| is_below(path, target));
            match holding {
                Some(target) if !target.contains('$') => cache = Some(target),
                Some(_) => return None,
                None => {
                    // Another `RUN` may have written it for good.
                    let writes = step.commands.iter().any(|command| {
                        !matches!(
                            command.name().as_str(),
                            "apt-get"
                                | "apt"
                                | "apk"
                                | "rustup"
                                | "mkdir"
                                | "corepack"
                                | "adduser"
                                | "useradd"
                                | "addgroup"
                                | "groupadd"
                                | "echo"
                                | "set"
                                | "rm"
                                | "update-ca-certificates"
                        )
                    });
                    if writes {
                        return None;
                    }
                }
            }
        }
    }
    let cache = cache?;
    let copied = Moment::end(document, stage).brought().iter().any(|brought| is_below(&brought.to, &cache));
    (!copied).then_some(cache)
}

fn is_below(path: &str, folder: &str) -> bool {
    path == folder || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}
