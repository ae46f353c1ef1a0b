//! `deployment/privilege-escalation`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::manifests::Manifests;
use crate::node::Node;

declare_rule! {
    /// ## What it finds
    /// A container in which a program can gain more privileges than the one that started it.
    ///
    /// ## Why it matters
    /// A setuid program, or a fault in one, is the usual way from a user to root.
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
    ///       securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: RuntimeDefault } }
    ///       containers:
    ///         - name: api
    ///           image: registry.example.com/orders:1.4.2
    ///           ports: [{ name: http, containerPort: 8080 }]
    ///           readinessProbe: { httpGet: { path: /ready, port: http } }
    ///           livenessProbe: { httpGet: { path: /live, port: http } }
    ///           resources: { requests: { cpu: 100m, memory: 256Mi }, limits: { memory: 256Mi } }
    ///           securityContext: { readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }
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
    pub PrivilegeEscalation {
        id: "deployment/privilege-escalation",
        severity: Warning,
        since: "0.1.0",
        aliases: ["kube-linter:privilege-escalation-container", "polaris:privilegeEscalationAllowed", "checkov:CKV_K8S_20", "trivy:KSV-0001"],
        references: [("Kubernetes: Pod Security Standards", "https://kubernetes.io/docs/concepts/security/pod-security-standards/")],
    }
}

impl Rule<Manifests> for PrivilegeEscalation {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for container in set.containers().filter(|container| !container.pod.is_windows()) {
            let said = container.security("allowPrivilegeEscalation");
            if said.is_some_and(|said| said.boolean() == Some(false) || said.is_filled_in_later()) {
                continue;
            }
            let place = said.map_or_else(|| container.span(), Node::key_span);
            sink.push(
                Finding::of::<Self>(place)
                    .subject(container.subject())
                    .message(format!("programs in `{}` may gain privileges", container.name()))
                    .help("set `securityContext.allowPrivilegeEscalation: false`"),
            );
        }
    }
}
