//! `container/label-key`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// A label whose key is not of the form that Docker asks for.
    ///
    /// ## Why it matters
    /// Docker keeps `com.docker.`, `io.docker.` and `org.dockerproject.` for itself; tools that filter by labels may not find
    /// other keys.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// LABEL com.docker.shop="orders"
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// LABEL org.example.shop="orders"
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// A key begins and ends with a letter or digit, and has letters, digits, `.`, `-`, `_` and `/` in between. Capital
    /// letters are let pass, though the guidelines ask for small ones.
    pub LabelKey {
        id: "container/label-key",
        severity: Info,
        since: "0.1.0",
        aliases: ["hadolint:DL3048"],
        references: [("Docker: guidelines for labels", "https://docs.docker.com/engine/manage-resources/labels/")],
    }
}

const RESERVED: [&str; 3] = ["com.docker.", "io.docker.", "org.dockerproject."];

impl Rule<Document> for LabelKey {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for (stage, label) in document.labels() {
            let key = label.name.unquoted();
            let Some(fault) = fault(&key) else { continue };
            let shown: String = key.chars().take(80).collect();
            sink.push(
                Finding::of::<Self>(document.span(&label.name.span))
                    .subject(format!("stage {}: LABEL {shown}", stage.label()))
                    .message(format!("the key `{shown}` {fault}"))
                    .help("Begin it with a domain of your own, turned round: `org.example.name`."),
            );
        }
    }
}

fn fault(key: &str) -> Option<&'static str> {
    // A variable is filled in.
    if key.contains("${") || key.starts_with('$') {
        return None;
    }
    if RESERVED.iter().any(|namespace| key.starts_with(namespace)) {
        return Some("is in a namespace that Docker keeps for itself");
    }
    let begins = key.starts_with(|c: char| c.is_ascii_alphabetic());
    if !begins || !key.ends_with(|c: char| c.is_ascii_alphanumeric()) {
        return Some("does not begin with a letter and end with a letter or digit");
    }
    if !key.chars().all(|c| c.is_ascii_alphanumeric() || ".-_/".contains(c)) {
        return Some("has a character that no key may have");
    }
    (key.contains("..") || key.contains("--")).then_some("has two dots or dashes side by side")
}
