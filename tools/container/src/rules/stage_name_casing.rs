//! `container/stage-name-casing`

use architect_core::fix::{Edit, Fix};
use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::dockerfile::Stage;
use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// A stage whose name has capitals. Off unless it is selected.
    ///
    /// ## Why it matters
    /// The builder does not tell capitals apart, but shows and lists names in small letters: what is written in one way is
    /// read in another.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM golang:1.27-trixie AS Build
    /// RUN go version
    ///
    /// FROM gcr.io/distroless/static-debian13:nonroot
    /// COPY --from=build /out/shop /shop
    /// HEALTHCHECK NONE
    /// ENTRYPOINT ["/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM golang:1.27-trixie AS build
    /// RUN go version
    ///
    /// FROM gcr.io/distroless/static-debian13:nonroot
    /// COPY --from=build /out/shop /shop
    /// HEALTHCHECK NONE
    /// ENTRYPOINT ["/shop"]
    /// ```
    /// ## Limits
    /// The names behind `--from` are left as they are: they mean the same stage in whatever case.
    pub StageNameCasing {
        id: "container/stage-name-casing",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["buildkit:StageNameCasing"],
        references: [("Build checks: StageNameCasing", "https://docs.docker.com/reference/build-checks/stage-name-casing/")],
    }
}

impl Rule<Document> for StageNameCasing {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for name in document.file.stages.iter().filter_map(Stage::name) {
            let small = name.text.to_lowercase();
            if small == name.text {
                continue;
            }
            let span = document.span(&name.span);
            sink.push(
                Finding::of::<Self>(span.clone())
                    .subject(format!("stage {}", name.text))
                    .message(format!("the stage `{}` is `{small}` to the builder", name.text))
                    .fix(Fix::safe(format!("Write `{small}`"), vec![Edit { span, replacement: small }])),
            );
        }
    }
}
