//! `deployment/missing-seccomp-profile`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::manifests::Manifests;
use crate::node::Node;

declare_rule! {
    /// ## What it finds
    /// A container without a seccomp profile, or with `Unconfined`.
    ///
    /// ## Why it matters
    /// Without one it may use every system call, also those that only exploits use. `RuntimeDefault` breaks hardly
    /// any service.
    ///
    /// ## Bad
    /// ```yaml kubernetes
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: orders }
    /// spec:
    ///   selector: { matchLabels: { app: orders } }
    ///   template:
    ///     metadata: { labels: { app: orders } }
    ///     spec:
    ///       automountServiceAccountToken: false
    ///       securityContext: { runAsNonRoot: true, runAsUser: 10001 }
    ///       containers:
    ///         - name: api
    ///           image: registry.example.com/orders:1.4.2
    ///           ports: [{ name: http, containerPort: 8080 }]
    ///           readinessProbe: { httpGet: { path: /ready, port: http } }
    ///           livenessProbe: { httpGet: { path: /live, port: http } }
    ///           resources: { requests: { cpu: 100m, memory: 256Mi }, limits: { memory: 256Mi } }
    ///           securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }
    /// ```
    /// ## Good
    /// ```yaml kubernetes
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: orders }
    /// spec:
    ///   selector: { matchLabels: { app: orders } }
    ///   template:
    ///     metadata: { labels: { app: orders } }
    ///     spec:
    ///       automountServiceAccountToken: false
    ///       securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: RuntimeDefault } }
    ///       containers:
    ///         - name: api
    ///           image: registry.example.com/orders:1.4.2
    ///           ports: [{ name: http, containerPort: 8080 }]
    ///           readinessProbe: { httpGet: { path: /ready, port: http } }
    ///           livenessProbe: { httpGet: { path: /live, port: http } }
    ///           resources: { requests: { cpu: 100m, memory: 256Mi }, limits: { memory: 256Mi } }
    ///           securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }
    /// ```
    pub MissingSeccompProfile {
        id: "deployment/missing-seccomp-profile",
        severity: Info,
        since: "0.1.0",
        aliases: ["kube-score:container-seccomp-profile", "checkov:CKV_K8S_31", "trivy:KSV-0030", "trivy:KSV-0104"],
        references: [("Kubernetes: Pod Security Standards", "https://kubernetes.io/docs/concepts/security/pod-security-standards/")],
    }
}

impl Rule<Manifests> for MissingSeccompProfile {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for pod in set.pods().filter(|pod| !pod.is_windows()) {
            let annotated =
                pod.template.at("metadata.annotations").into_iter().flat_map(Node::entries).any(|annotation| {
                    annotation.key == "seccomp.security.alpha.kubernetes.io/pod"
                        && annotation.value.text() != Some("unconfined")
                });
            for container in pod.all_containers().filter(|_| !annotated) {
                let profile = container.effective_security("seccompProfile").and_then(|profile| profile.get("type"));
                let (place, message) = match profile {
                    None => (container.span(), format!("`{}` may use every system call", container.name())),
                    Some(kind) if kind.string() == Some("Unconfined") => {
                        (kind.span(), format!("`{}` is let use every system call", container.name()))
                    }
                    Some(_) => continue,
                };
                sink.push(
                    Finding::of::<Self>(place)
                        .subject(container.subject())
                        .message(message)
                        .help("set `securityContext.seccompProfile.type: RuntimeDefault` for the pod"),
                );
            }
        }
    }
}
