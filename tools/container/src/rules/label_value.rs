//! `container/label-value`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::document::Document;
use crate::policy::LabelKind;

declare_rule! {
    /// ## What it finds
    /// A label whose value is not what its key says: no address, no moment, no licence, no commit, no version.
    ///
    /// ## Why it matters
    /// Tools that read labels (registries, scanners, update bots) drop such a value, or the whole label.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// LABEL org.opencontainers.image.created="31 January 2026"
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// LABEL org.opencontainers.image.created="2026-01-31T12:00:00Z"
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// Judged are the predefined keys of the OCI, and those of `[container.labels]` in `architect.toml` or of `label-schema` in
    /// `.hadolint.yaml`. A value with a variable in it is not known.
    pub LabelValue {
        id: "container/label-value",
        severity: Info,
        since: "0.1.0",
        aliases: ["hadolint:DL3052", "hadolint:DL3053", "hadolint:DL3054", "hadolint:DL3055", "hadolint:DL3056", "hadolint:DL3058"],
        references: [("OCI image annotations", "https://specs.opencontainers.org/image-spec/annotations/")],
    }
}

impl Rule<Document> for LabelValue {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for (stage, label) in document.labels() {
            let key = label.name.unquoted();
            let asked = document.policy.labels.get(&key).copied();
            let Some(kind) = asked.or_else(|| LabelKind::of_predefined(&key)) else { continue };
            let Some(word) = label.value.as_ref().filter(|value| !value.has_variable()) else { continue };
            let value = word.unquoted();
            // An empty value is another rule's.
            if value.trim().is_empty() || kind.admits(&value) {
                continue;
            }
            let shown: String = value.chars().take(60).collect();
            sink.push(
                Finding::of::<Self>(document.span(&word.span))
                    .subject(format!("stage {}: LABEL {key}", stage.label()))
                    .message(format!("the value `{shown}` of the label `{key}` is not {}", kind.describe())),
            );
        }
    }
}
