//! `container/label-empty`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// A label that the project asks for, with an empty value.
    ///
    /// ## Why it matters
    /// It is there for those who check, and says nothing to those who read.
    ///
    /// ## Bad
    /// ```dockerfile project
    /// FROM debian:trixie-slim
    /// LABEL org.opencontainers.image.vendor=""
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
    pub LabelEmpty {
        id: "container/label-empty",
        severity: Warning,
        since: "0.1.0",
        aliases: ["hadolint:DL3051"],
        references: [("Docker: guidelines for labels", "https://docs.docker.com/engine/manage-resources/labels/")],
    }
}

impl Rule<Document> for LabelEmpty {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for (stage, label) in document.labels() {
            let key = label.name.unquoted();
            let empty = label.value.as_ref().is_none_or(|value| value.unquoted().trim().is_empty());
            if !empty || !document.policy.labels.contains_key(&key) {
                continue;
            }
            sink.push(
                Finding::of::<Self>(document.span(&label.name.span))
                    .subject(format!("stage {}: LABEL {key}", stage.label()))
                    .message(format!("the label `{key}` is empty")),
            );
        }
    }
}
