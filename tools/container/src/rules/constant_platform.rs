//! `container/constant-platform`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// `FROM --platform=linux/amd64` or another platform that is written out.
    ///
    /// ## Why it matters
    /// The image is then for that platform, whatever a build asks for. On other machines it runs emulated, slowly, or not at
    /// all, and an image for several platforms holds the same one each time.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM --platform=linux/amd64 debian:trixie-slim
    /// HEALTHCHECK NONE
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// HEALTHCHECK NONE
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ```dockerfile
    /// FROM --platform=$BUILDPLATFORM golang:1.27-trixie AS build
    /// ARG TARGETOS TARGETARCH
    /// RUN GOOS=$TARGETOS GOARCH=$TARGETARCH go version
    ///
    /// FROM gcr.io/distroless/static-debian13:nonroot
    /// COPY --from=build /out/shop /shop
    /// HEALTHCHECK NONE
    /// ENTRYPOINT ["/shop"]
    /// ```
    /// ## Limits
    /// A stage whose name has the platform's system or architecture in it (`tools-amd64`) means it. Whether a base image
    /// exists for the platform of a build is known to a registry alone, and is not looked at: the builder's own check
    /// `InvalidBaseImagePlatform` has no rule here.
    pub ConstantPlatform {
        id: "container/constant-platform",
        severity: Warning,
        since: "0.1.0",
        aliases: ["buildkit:FromPlatformFlagConstDisallowed", "hadolint:DL3029"],
        references: [("Build checks: FromPlatformFlagConstDisallowed", "https://docs.docker.com/reference/build-checks/from-platform-flag-const-disallowed/")],
    }
}

impl Rule<Document> for ConstantPlatform {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for stage in &document.file.stages {
            let flag = stage.from.flags.iter().find(|flag| flag.name == "platform");
            let Some((flag, value)) = flag.and_then(|flag| Some((flag, flag.value.as_ref()?))) else { continue };
            let platform = value.unquoted();
            if platform.is_empty() || platform.contains('$') {
                continue;
            }
            let mut parts = platform.split('/');
            let (system, architecture) = (parts.next().unwrap_or_default(), parts.next());
            let name = stage.name().map(|name| name.text.to_ascii_lowercase()).unwrap_or_default();
            if name.contains(system) || architecture.is_some_and(|architecture| name.contains(architecture)) {
                continue;
            }
            sink.push(
                Finding::of::<Self>(document.span(&flag.word.span))
                    .subject(format!("stage {}: {}", stage.label(), flag.word.text))
                    .message(format!("the stage is for `{platform}` on every machine and in every build"))
                    .help(
                        "Leave the flag out and give `--platform` to the build; a stage that only compiles takes \
                         `$BUILDPLATFORM`.",
                    ),
            );
        }
    }
}
