//! `container/empty-continuation`

use std::ops::Range;

use architect_core::fix::{Edit, Fix};
use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// An empty line within an instruction that goes over several lines.
    ///
    /// ## Why it matters
    /// The builder still reads on behind it, but says that it will not in a later version. To a reader the instruction ends
    /// there.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// ENV TZ=UTC \
    ///
    ///     LANG=C.UTF-8
    /// HEALTHCHECK NONE
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// ENV TZ=UTC \
    ///     LANG=C.UTF-8
    /// HEALTHCHECK NONE
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// Empty lines in a row are one finding.
    pub EmptyContinuation {
        id: "container/empty-continuation",
        severity: Warning,
        since: "0.1.0",
        aliases: ["buildkit:NoEmptyContinuation"],
        references: [("Build checks: NoEmptyContinuation", "https://docs.docker.com/reference/build-checks/no-empty-continuation/")],
    }
}

impl Rule<Document> for EmptyContinuation {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for statement in document.file.statements() {
            let within = |line: &&Range<usize>| statement.span.start <= line.start && line.end <= statement.span.end;
            let lines = &document.file.empty_continuations;
            let first = lines.partition_point(|line| line.start < statement.span.start);
            let lines: Vec<&Range<usize>> =
                lines.get(first..).unwrap_or_default().iter().take_while(within).collect();
            let [first, ..] = lines.as_slice() else { continue };
            let remove = |line: &&Range<usize>| Edit { span: document.span(line), replacement: String::new() };
            sink.push(
                Finding::of::<Self>(document.span(first))
                    .subject(format!("{} over an empty line", statement.keyword.text.to_ascii_uppercase()))
                    .message(
                        "an instruction goes on behind an empty line, which a later version of the builder refuses",
                    )
                    .fix(Fix::safe("Remove the empty lines", lines.iter().map(remove).collect())),
            );
        }
    }
}
