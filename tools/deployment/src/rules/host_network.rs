//! `deployment/host-network`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::manifests::Manifests;
use crate::node::Node;

declare_rule! {
    /// ## What it finds
    /// Pods or services that use the network of their host.
    ///
    /// ## Why it matters
    /// They reach what listens on the host's loopback, see its traffic, take its ports, and no network policy holds for
    /// them.
    ///
    /// ## Bad
    /// ```yaml compose
    /// services:
    ///   api:
    ///     image: images.example/api:2.4.1
    ///     network_mode: host
    /// ```
    /// ## Good
    /// ```yaml compose
    /// services:
    ///   api:
    ///     image: images.example/api:2.4.1
    ///     ports:
    ///       - "8080:8080"
    /// ```
    /// ## Limits
    /// DaemonSets are not reported: agents of nodes are what the setting is for.
    pub HostNetwork {
        id: "deployment/host-network",
        severity: Warning,
        since: "0.1.0",
        aliases: ["kube-linter:host-network", "polaris:hostNetworkSet", "checkov:CKV_K8S_19", "trivy:KSV-0009"],
        references: [("Kubernetes, Pod Security Standards", "https://kubernetes.io/docs/concepts/security/pod-security-standards/")],
    }
}

impl Rule<Manifests> for HostNetwork {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for pod in set.pods().filter(|pod| !pod.object.is("DaemonSet")) {
            let said = pod.spec.get("hostNetwork").filter(|said| said.boolean() == Some(true));
            if let Some(said) = said {
                sink.push(finding(said, pod.subject(), &format!("the pods of `{}` use", pod.object.name())));
            }
        }
        for service in set.compose_files().flat_map(crate::compose::Compose::services) {
            let said = service.network_mode().filter(|mode| mode.string() == Some("host"));
            if let Some(said) = said {
                sink.push(finding(said, service.subject(), &format!("the service `{}` uses", service.name)));
            }
        }
    }
}

fn finding(said: Node<'_>, subject: String, who: &str) -> Finding {
    Finding::of::<HostNetwork>(said.key_span())
        .subject(subject)
        .message(format!("{who} the network of the host"))
        .help("publish the ports that are needed")
}
