//! `container/curl-without-fail`

use architect_core::fix::{Edit, Fix};
use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::document::{Document, title};

declare_rule! {
    /// ## What it finds
    /// `curl` in a `RUN` without `--fail`. Off unless it is selected.
    ///
    /// ## Why it matters
    /// When the server answers with an error, curl ends well, and the page that tells of the error is installed in place of
    /// the file.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN curl -sSL https://example.com/shop -o /usr/local/bin/shop
    /// HEALTHCHECK NONE
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN curl -fsSL https://example.com/shop -o /usr/local/bin/shop
    /// HEALTHCHECK NONE
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    pub CurlWithoutFail {
        id: "container/curl-without-fail",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["droast:DF035"],
        references: [("curl: --fail", "https://curl.se/docs/manpage.html#-f")],
    }
}

impl Rule<Document> for CurlWithoutFail {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for step in document.all_runs() {
            for command in step.commands {
                let fetches = command.arguments().iter().any(|word| word.contains("://"));
                let fails = command.has_option('f', &["--fail", "--fail-with-body", "--fail-early"]);
                if command.name() != "curl" || !fetches || fails {
                    continue;
                }
                let Some(program) = command.program().first() else { continue };
                let end = program.span.end;
                let edit = Edit { span: document.span(&(end..end)), replacement: " --fail".to_owned() };
                sink.push(
                    Finding::of::<Self>(document.span(&command.span()))
                        .subject(format!("stage {}: {}", step.stage.label(), title(command)))
                        .message("curl ends well even when the server answers with an error")
                        .fix(Fix::safe("Add `--fail`", vec![edit])),
                );
            }
        }
    }
}
