//! `deployment/floating-tag`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::manifests::Manifests;
use crate::node::Node;
use crate::workload::Workload;

declare_rule! {
    /// ## What it finds
    /// An image without a tag, or with the tag `latest`: what it means changes without a change of the file.
    ///
    /// ## Why it matters
    /// Two machines that pull on different days run different programs under one name, and going back to what ran
    /// yesterday is impossible: yesterday's image has no name any more.
    ///
    /// ## Bad
    /// ```yaml compose
    /// services:
    ///   cache:
    ///     image: redis:latest
    /// ```
    /// ## Good
    /// ```yaml compose
    /// services:
    ///   cache:
    ///     image: redis:8.2-alpine
    /// ```
    /// ## Limits
    /// An image with a digest is fixed, whatever its tag. The name that a Compose file gives to an image which it
    /// builds itself is not looked at, nor is a name that variables fill in.
    pub FloatingTag {
        id: "deployment/floating-tag",
        severity: Warning,
        since: "0.1.0",
        aliases: [
            "kube-linter:latest-tag",
            "kube-score:container-image-tag",
            "polaris:tagNotSpecified",
            "checkov:CKV_K8S_14",
            "trivy:KSV-0013",
        ],
        references: [("Kubernetes, Images: image names", "https://kubernetes.io/docs/concepts/containers/images/#image-names")],
    }
}

impl Rule<Manifests> for FloatingTag {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for workload in set.workloads() {
            let (Some(place), Some(image)) = (workload.image(), workload.image_reference()) else { continue };
            if image.digest.is_some() || image.is_variable() {
                continue;
            }
            match image.tag.as_deref() {
                None => sink.push(untagged(workload, place)),
                Some("latest") => sink.push(latest(workload, place)),
                Some(_) => {}
            }
        }
    }
}

fn untagged(workload: Workload<'_>, place: Node<'_>) -> Finding {
    let image = place.string().unwrap_or_default();
    finding(workload, place).message(format!("the image `{image}` has no tag, which means `latest`"))
}

fn latest(workload: Workload<'_>, place: Node<'_>) -> Finding {
    let image = place.string().unwrap_or_default();
    finding(workload, place).message(format!("the image `{image}` is whatever was pushed last"))
}

fn finding(workload: Workload<'_>, place: Node<'_>) -> Finding {
    Finding::of::<FloatingTag>(place.span())
        .subject(workload.subject())
        .help("name the version, or the digest, that was tested")
}
