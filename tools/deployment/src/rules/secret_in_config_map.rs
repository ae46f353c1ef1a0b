//! `deployment/secret-in-config-map`

use architect_core::{Finding, Rule, Sink, declare_rule};

use super::secret_literal::is_private_key;
use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// A ConfigMap with a password, a token or a private key in it.
    ///
    /// ## Why it matters
    /// ConfigMaps are shown to whoever may look at the namespace, are in every backup, and are kept in version
    /// control.
    ///
    /// ## Bad
    /// ```yaml kubernetes
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: { name: orders }
    /// data: { LOG_LEVEL: info, DATABASE_PASSWORD: correct-horse }
    /// ```
    /// ## Good
    /// ```yaml kubernetes
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: { name: orders }
    /// data: { LOG_LEVEL: info }
    /// ```
    /// ## Limits
    /// A key that names a file, a place or a lifetime of a secret (`TOKEN_FILE`, `SECRET_NAME`, `TOKEN_TTL`) is
    /// none.
    pub SecretInConfigMap {
        id: "deployment/secret-in-config-map",
        severity: Error,
        since: "0.1.0",
        aliases: ["polaris:sensitiveConfigmapContent", "trivy:KSV-0109", "trivy:KSV-01010"],
        references: [("Kubernetes: Good practices for Kubernetes Secrets", "https://kubernetes.io/docs/concepts/security/secrets-good-practices/")],
    }
}

impl Rule<Manifests> for SecretInConfigMap {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for map in set.of_kind("ConfigMap") {
            for field in ["data", "binaryData"] {
                for entry in map.node.map(field) {
                    let Some(value) = entry.value.text().filter(|value| !value.trim().is_empty()) else { continue };
                    if entry.value.is_filled_in_later() || !is_secret(entry.key, value) {
                        continue;
                    }
                    // The value is not repeated: reports are kept where secrets must not be.
                    sink.push(
                        Finding::of::<Self>(entry.place.span())
                            .subject(map.subject())
                            .message(format!("`{}` of the ConfigMap `{}` looks like a secret", entry.key, map.name()))
                            .help("keep it in a Secret, better in a store that fills one"),
                    );
                }
            }
        }
    }
}

/// Endings of names that are about a secret, and are none themselves.
const ABOUT: [&str; 15] = [
    "_file", "_path", "_name", "_ttl", "_url", "_uri", "_dir", "_ref", "_policy", "_length", "_enabled", "_expiry",
    "_issuer", "_type", "_header",
];

/// Whether a key or its value is one of a secret.
fn is_secret(key: &str, value: &str) -> bool {
    let key = key.to_ascii_lowercase().replace(['-', '.'], "_");
    if is_private_key(value) {
        return true;
    }
    let words = ["password", "passwd", "bearer", "secret", "token"];
    let named = words.iter().any(|word| key.contains(word)) && !ABOUT.iter().any(|end| key.ends_with(end));
    // A switch or a number is no secret.
    let plain =
        matches!(value, "true" | "false" | "yes" | "no") || value.parse::<f64>().is_ok() || value.contains('\n');
    let cloud = key == "aws_secret_access_key"
        || key == "oci_cli_key_content"
        || (key.starts_with("azure_") && key.ends_with("key"));
    cloud || (named && !plain)
}
