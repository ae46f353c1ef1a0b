//! What a project asks of its images beyond what holds for all: where they come from, and which labels they have.
//!
//! It comes from `[container]` of `architect.toml`, and where that says nothing, from hadolint's own settings beside
//! the Dockerfile ([`hadolint`]). Without either, nothing is asked.

pub mod hadolint;
mod label;

use std::collections::BTreeMap;

use architect_core::config::ContainerChoices;

use crate::dockerfile::ImageReference;

pub use label::LabelKind;

/// What a project asks of its images.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Policy {
    /// Registries that images may come from. Empty: any.
    pub registries: Vec<String>,
    /// Labels that an image must have, and what their values are.
    pub labels: BTreeMap<String, LabelKind>,
    /// Whether an image may have those labels only.
    pub strict_labels: bool,
}

impl Policy {
    /// What `architect.toml` says.
    pub fn of(choices: &ContainerChoices) -> Self {
        let labels = choices.labels.iter();
        Self {
            registries: choices.registries.clone(),
            labels: labels.filter_map(|(name, kind)| Some((name.clone(), LabelKind::of_word(kind)?))).collect(),
            strict_labels: choices.strict_labels,
        }
    }

    /// What another source says where this one says nothing.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        let registries = if self.registries.is_empty() { other.registries } else { self.registries };
        if self.labels.is_empty() && !self.strict_labels {
            return Self { registries, labels: other.labels, strict_labels: other.strict_labels };
        }
        Self { registries, ..self }
    }

    /// Whether an image may be used.
    pub fn admits(&self, image: &ImageReference) -> bool {
        let registry = match image.registry.as_deref() {
            None | Some("index.docker.io" | "hub.docker.com" | "registry-1.docker.io") => "docker.io",
            Some(registry) => registry,
        };
        let whole = format!("{registry}/{}", image.repository);
        self.registries.is_empty()
            || self.registries.iter().any(|allowed| {
                let allowed = if allowed == "hub.docker.com" { "docker.io" } else { allowed.trim_end_matches('/') };
                match allowed.split_once('*') {
                    Some((before, after)) => {
                        let subject = if allowed.contains('/') { whole.as_str() } else { registry };
                        subject.len() >= before.len() + after.len()
                            && subject.starts_with(before)
                            && subject.ends_with(after)
                    }
                    None => {
                        allowed == registry
                            || whole
                                .strip_prefix(allowed)
                                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
                    }
                }
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn registries_are_named_whole_by_a_star_or_with_the_beginning_of_a_path() {
        let policy = Policy {
            registries: ["docker.io", "*.example.com", "ghcr.io/acme"].map(ToOwned::to_owned).to_vec(),
            ..Policy::default()
        };
        let admits = |text: &str| policy.admits(&ImageReference::read(text));

        for image in ["debian:13", "team/app", "docker.io/library/debian", "eu.example.com/a", "ghcr.io/acme/shop:1"]
        {
            assert!(admits(image), "{image}");
        }
        for image in ["example.com/a", "ghcr.io/acmes/shop", "quay.io/a/b", "localhost:5000/a"] {
            assert!(!admits(image), "{image}");
        }
        assert!(Policy::default().admits(&ImageReference::read("quay.io/a/b")));
    }
}
