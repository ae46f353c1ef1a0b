//! `deployment/secret-literal`

use std::collections::BTreeSet;

use architect_container::rules::secret_in_environment::names_a_secret;
use architect_core::{Confidence, Finding, Rule, Severity, Sink, declare_rule};

use crate::manifests::Manifests;
use crate::workload::{Setting, Workload};

declare_rule! {
    /// ## What it finds
    /// A variable whose name says that it is a secret, with its value written out in the file.
    ///
    /// ## Why it matters
    /// The file is in version control, and so is the secret, for everybody who can read the repository, for good.
    ///
    /// ## Bad
    /// ```yaml compose
    /// services:
    ///   api:
    ///     image: images.example/api:2.4.1
    ///     environment:
    ///       STRIPE_API_KEY: sk_live_51HqLyjWDarjtT1zdp7dcR
    /// ```
    /// ## Good
    /// ```yaml compose
    /// services:
    ///   api:
    ///     image: images.example/api:2.4.1
    ///     environment:
    ///       STRIPE_API_KEY: ${STRIPE_API_KEY:?}
    /// ```
    /// ## Limits
    /// In a Compose file it is only a note when the value is short or a common word: such files run a system on one's
    /// own machine, with passwords that are none. The value is never shown.
    pub SecretLiteral {
        id: "deployment/secret-literal",
        severity: Error,
        since: "0.1.0",
        aliases: ["kube-linter:env-var-secret", "polaris:sensitiveContainerEnvVar"],
        references: [
            ("Kubernetes, Secrets", "https://kubernetes.io/docs/concepts/configuration/secret/"),
            ("Compose, Secrets", "https://docs.docker.com/compose/how-tos/use-secrets/"),
        ],
    }
}

impl Rule<Manifests> for SecretLiteral {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        // What an anchor holds is told once, however many take it.
        let mut told: BTreeSet<(&str, usize)> = BTreeSet::new();
        for workload in set.workloads() {
            for setting in workload.settings() {
                if let Some(value) = setting.literal
                    && (is_private_key(value) || (names_a_secret(setting.name) && could_be_a_secret(value)))
                    && told.insert((setting.place.source().name(), setting.place.range().start))
                {
                    sink.push(written_out(workload, setting, value));
                }
            }
        }
    }
}

fn written_out(workload: Workload<'_>, setting: Setting<'_>, value: &str) -> Finding {
    let finding = Finding::of::<SecretLiteral>(setting.place.span())
        .subject(format!("{}: {}", workload.subject(), setting.name))
        .confidence(Confidence::Medium)
        .message(format!("the value of `{}` is written into the file", setting.name));
    match workload {
        Workload::Container(_) => finding.help("take it from a Secret, by `valueFrom.secretKeyRef` or a volume"),
        Workload::Service(_) if is_for_ones_own_machine(value) => finding
            .severity(Severity::Hint)
            .help("where others can reach the service, take it from the environment or from `secrets`"),
        Workload::Service(_) => finding.help("take it from the environment, as `${NAME:?}`, or from `secrets`"),
    }
}

/// Whether a text is a private key, whatever it is called.
pub(super) fn is_private_key(value: &str) -> bool {
    value.contains("-BEGIN") && value.contains("PRIVATE KEY-")
}

/// Not a flag, a number of seconds, a path, or the name of where the secret is.
fn could_be_a_secret(value: &str) -> bool {
    let value = value.trim();
    let is_path = value.starts_with(['/', '.']) || value.contains("://");
    let is_flag =
        matches!(value.to_ascii_lowercase().as_str(), "" | "true" | "false" | "yes" | "no" | "none" | "null");
    let is_number = value.parse::<i64>().is_ok();
    let is_blank = value.starts_with('<') && value.ends_with('>');
    !(is_path || is_flag || is_number || is_blank)
}

/// A short word in letters of one case, or one that says what it is for.
fn is_for_ones_own_machine(value: &str) -> bool {
    const SHORT: usize = 12;
    const WORDS: [&str; 14] = [
        "change",
        "default",
        "dev",
        "example",
        "insecure",
        "local",
        "pass",
        "placeholder",
        "replace",
        "root",
        "sample",
        "secret",
        "test",
        "your",
    ];
    let lower = value.to_ascii_lowercase();
    value.chars().count() <= SHORT || WORDS.iter().any(|word| lower.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_secret_is_left_alone() {
        for value in ["", "true", "3600", "/run/secrets/db", "https://keys.example.org", "<your key>"] {
            assert!(!could_be_a_secret(value), "{value}");
        }
        assert!(could_be_a_secret("shop") && is_for_ones_own_machine("shop"));
        assert!(
            is_for_ones_own_machine("please-change-me-now") && !is_for_ones_own_machine("x8Fq2LmZp0Rt7Vw3Yb5Nc1")
        );
    }
}
