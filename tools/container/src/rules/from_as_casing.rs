//! `container/from-as-casing`

use architect_core::fix::{Edit, Fix};
use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// `FROM … as` or `from … AS`: the two words in different case. Off unless it is selected.
    ///
    /// ## Why it matters
    /// Only to readers, who find the names of stages by the word before them.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM golang:1.27-trixie as build
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
    pub FromAsCasing {
        id: "container/from-as-casing",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["buildkit:FromAsCasing"],
        references: [("Build checks: FromAsCasing", "https://docs.docker.com/reference/build-checks/from-as-casing/")],
    }
}

impl Rule<Document> for FromAsCasing {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for stage in &document.file.stages {
            let Some(name) = stage.name() else { continue };
            let keyword = stage.from_statement.keyword.text.as_str();
            // The word stands between the image and the name.
            let between = stage.from.image.span.end..name.span.start;
            let Some(gap) = document.source.text().get(between.clone()) else { continue };
            let Some(at) = gap.to_ascii_lowercase().find("as") else { continue };
            let written = gap.get(at..at + 2).unwrap_or_default();
            let wanted = match keyword {
                _ if keyword.chars().all(|letter| letter.is_ascii_lowercase()) => "as",
                _ if keyword.chars().all(|letter| letter.is_ascii_uppercase()) => "AS",
                _ => continue,
            };
            if written == wanted {
                continue;
            }
            let start = between.start + at;
            let span = document.span(&(start..start + 2));
            sink.push(
                Finding::of::<Self>(span.clone())
                    .subject(format!("stage {}", name.text))
                    .message(format!("`{keyword}` and `{written}` differ in case"))
                    .fix(Fix::safe(format!("Write `{wanted}`"), vec![Edit { span, replacement: wanted.to_owned() }])),
            );
        }
    }
}
