//! `deployment/invalid-label`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::kubernetes::Labels;
use crate::manifests::Manifests;
use crate::node::is_filled_in_later;

declare_rule! {
    /// ## What it finds
    /// A label whose key or value Kubernetes does not take.
    ///
    /// ## Why it matters
    /// The API server refuses the object.
    ///
    /// ## Bad
    /// ```yaml kubernetes
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: { name: orders, labels: { version: "1.4.2 (beta)" } }
    /// data: { LOG_LEVEL: info }
    /// ```
    /// ## Good
    /// ```yaml kubernetes
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: { name: orders, labels: { version: 1.4.2-beta } }
    /// data: { LOG_LEVEL: info }
    /// ```
    pub InvalidLabel {
        id: "deployment/invalid-label",
        severity: Error,
        since: "0.1.0",
        aliases: ["kube-score:label-values"],
        references: [("Kubernetes: Labels and Selectors, syntax", "https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set")],
    }
}

impl Rule<Manifests> for InvalidLabel {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for object in set.objects().filter(|object| object.is_built_in()) {
            let of_template = object
                .pod()
                .filter(|pod| pod.template != object.node)
                .map(super::super::kubernetes::pod::Pod::labels);
            for label in std::iter::once(object.labels()).chain(of_template).flat_map(Labels::iter) {
                let value = label.value.text().unwrap_or_default();
                if label.value.is_filled_in_later() || is_filled_in_later(label.key) {
                    continue;
                }
                let message = if !is_key(label.key) {
                    format!("`{}` is no key of a label", label.key)
                } else if !is_value(value) {
                    format!("`{value}` is no value of a label")
                } else {
                    continue;
                };
                sink.push(
                    Finding::of::<Self>(label.place.span()).subject(object.subject()).message(message).help(
                        "use letters, digits, `-`, `_` and `.`, at most 63, with a letter or digit at both ends",
                    ),
                );
            }
        }
    }
}

/// Whether a text is a key: a name, with or without a domain before it.
fn is_key(key: &str) -> bool {
    const LONGEST_DOMAIN: usize = 253;
    let (domain, name) = key.rsplit_once('/').map_or((None, key), |(domain, name)| (Some(domain), name));
    let known = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'.';
    let is_domain = |domain: &str| (1..=LONGEST_DOMAIN).contains(&domain.len()) && domain.bytes().all(known);
    !name.is_empty() && is_value(name) && domain.is_none_or(is_domain)
}

/// Whether a text is a value; it may be empty.
fn is_value(value: &str) -> bool {
    const LONGEST: usize = 63;
    let ends = |byte: Option<u8>| byte.is_none_or(|byte| byte.is_ascii_alphanumeric());
    value.len() <= LONGEST
        && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
        && ends(value.bytes().next())
        && ends(value.bytes().last())
}
