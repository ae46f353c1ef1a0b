//! `container/nothing-started`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// A final stage without `CMD` and `ENTRYPOINT` on a base that starts nothing but a shell. Off unless it is selected.
    ///
    /// ## Why it matters
    /// The container ends at once, or waits in a shell, unless whoever starts it knows the command.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// COPY shop /usr/local/bin/shop
    /// USER 10001
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// COPY shop /usr/local/bin/shop
    /// HEALTHCHECK NONE
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// An image that others build on, or whose files are only taken out, needs none: that cannot be seen here, which is why
    /// the rule is off.
    pub NothingStarted {
        id: "container/nothing-started",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["droast:DF036"],
        references: [("Dockerfile reference: CMD", "https://docs.docker.com/reference/dockerfile/#cmd")],
    }
}

impl Rule<Document> for NothingStarted {
    fn check(&self, document: &Document, sink: &mut Sink) {
        let lineage = document.final_lineage();
        let [stage, ..] = lineage.as_slice() else { return };
        let starts = lineage.iter().any(|stage| stage.cmd().is_some() || stage.entrypoint().is_some());
        let base = document.file.base_image(stage);
        let bare =
            matches!(base.official(), Some("alpine" | "debian" | "ubuntu" | "busybox" | "fedora" | "rockylinux"));
        if starts || !(bare || base.is_distroless()) {
            return;
        }
        sink.push(
            Finding::of::<Self>(document.span(&stage.from_statement.span))
                .subject(format!("stage {}", stage.label()))
                .message("the image starts no program")
                .help("Add a CMD as a JSON list."),
        );
    }
}
