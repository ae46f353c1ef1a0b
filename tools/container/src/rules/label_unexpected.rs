//! `container/label-unexpected`

use architect_core::{Finding, Rule, Sink, declare_rule, nearest};

use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// A label that the project does not provide for, where labels are strict.
    ///
    /// ## Why it matters
    /// A key that is misspelt looks like one more label, and the right one is missing.
    ///
    /// ## Bad
    /// ```dockerfile project
    /// FROM debian:trixie-slim
    /// LABEL org.opencontainers.image.vendors="Example"
    /// LABEL org.opencontainers.image.vendor="Example"
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// # file: .hadolint.yaml
    /// strict-labels: true
    /// label-schema: { org.opencontainers.image.vendor: text }
    /// ```
    /// ## Good
    /// ```dockerfile project
    /// FROM debian:trixie-slim
    /// LABEL org.opencontainers.image.vendor="Example"
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// # file: .hadolint.yaml
    /// strict-labels: true
    /// label-schema: { org.opencontainers.image.vendor: text }
    /// ```
    /// ## Limits
    /// Only where a schema of labels is given: `[container.labels]` in `architect.toml`, or `label-schema` in
    /// `.hadolint.yaml`.
    pub LabelUnexpected {
        id: "container/label-unexpected",
        severity: Info,
        since: "0.1.0",
        aliases: ["hadolint:DL3050"],
        references: [("Docker: guidelines for labels", "https://docs.docker.com/engine/manage-resources/labels/")],
    }
}

impl Rule<Document> for LabelUnexpected {
    fn check(&self, document: &Document, sink: &mut Sink) {
        if !document.policy.strict_labels {
            return;
        }
        for (stage, label) in document.labels() {
            let key = label.name.unquoted();
            if document.policy.labels.contains_key(&key) {
                continue;
            }
            let near = nearest::suggestion(&key, document.policy.labels.keys().map(String::as_str));
            let finding = Finding::of::<Self>(document.span(&label.name.span))
                .subject(format!("stage {}: LABEL {key}", stage.label()))
                .message(format!("the label `{key}` is none of those that images here have"));
            sink.push(match near {
                Some(help) => finding.help(help),
                None => finding,
            });
        }
    }
}
