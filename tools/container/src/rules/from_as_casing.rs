//! `container/from-as-casing`

use std::ops::Range;

use architect_core::fix::{Edit, Fix};
use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::dockerfile::From;
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
            let Some(place) = as_word(document, &stage.from) else { continue };
            let written = document.source.slice(place.clone());
            let wanted = match keyword {
                _ if keyword.chars().all(|letter| letter.is_ascii_lowercase()) => "as",
                _ if keyword.chars().all(|letter| letter.is_ascii_uppercase()) => "AS",
                _ => continue,
            };
            if written == wanted {
                continue;
            }
            let span = document.span(&place);
            sink.push(
                Finding::of::<Self>(span.clone())
                    .subject(format!("stage {}", name.text))
                    .message(format!("`{keyword}` and `{written}` differ in case"))
                    .fix(Fix::safe(format!("Write `{wanted}`"), vec![Edit { span, replacement: wanted.to_owned() }])),
            );
        }
    }
}

/// Where the word between the image and the name stands.
pub(super) fn as_word(document: &Document, from: &From) -> Option<Range<usize>> {
    let between = from.image.span.end..from.name.as_ref()?.span.start;
    let gap = document.source.text().get(between.clone())?;
    let start = between.start + gap.to_ascii_lowercase().find("as")?;
    Some(start..start + 2)
}
