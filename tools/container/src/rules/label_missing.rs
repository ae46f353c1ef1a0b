//! `container/label-missing`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// An image without a label that the project asks for.
    ///
    /// ## Why it matters
    /// Who finds the image cannot tell what the label would say: whose it is, from which commit, under which licence.
    ///
    /// ## Bad
    /// ```dockerfile project
    /// FROM debian:trixie-slim
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// # file: .hadolint.yaml
    /// label-schema: { org.opencontainers.image.vendor: text }
    /// ```
    /// ## Good
    /// ```dockerfile project
    /// FROM debian:trixie-slim
    /// LABEL org.opencontainers.image.vendor="Example"
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// # file: .hadolint.yaml
    /// label-schema: { org.opencontainers.image.vendor: text }
    /// ```
    /// ## Limits
    /// Only where a schema of labels is given: `[container.labels]` in `architect.toml`, or `label-schema` in
    /// `.hadolint.yaml`.
    pub LabelMissing {
        id: "container/label-missing",
        severity: Warning,
        since: "0.1.0",
        aliases: ["hadolint:DL3049"],
        references: [("Docker: guidelines for labels", "https://docs.docker.com/engine/manage-resources/labels/")],
    }
}

impl Rule<Document> for LabelMissing {
    fn check(&self, document: &Document, sink: &mut Sink) {
        if document.policy.labels.is_empty() {
            return;
        }
        for stage in document.results() {
            let lineage = document.file.lineage(stage);
            let mut present = Vec::new();
            for (owner, label) in document.labels() {
                if lineage.iter().any(|stage| stage.index == owner.index) {
                    present.push(label.name.unquoted());
                }
            }
            for wanted in document.policy.labels.keys().filter(|wanted| !present.contains(*wanted)) {
                sink.push(
                    Finding::of::<Self>(document.span(&stage.from_statement.span))
                        .subject(format!("stage {}: LABEL {wanted}", stage.label()))
                        .message(format!("the image lacks the label `{wanted}`"))
                        .help(format!("Add `LABEL {wanted}=…`.")),
                );
            }
        }
    }
}
