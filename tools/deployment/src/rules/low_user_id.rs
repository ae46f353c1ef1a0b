//! `deployment/low-user-id`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::manifests::Manifests;
use crate::node::Node;

declare_rule! {
    /// ## What it finds
    /// A container whose user or group has a number below 10,000, or none.
    ///
    /// ## Why it matters
    /// Low numbers belong to somebody on most machines. Who gets out of the container is that user there.
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
    ///       securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: RuntimeDefault } }
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
    ///       securityContext: { runAsNonRoot: true, runAsUser: 10001, runAsGroup: 10001, seccompProfile: { type: RuntimeDefault } }
    ///       containers:
    ///         - name: api
    ///           image: registry.example.com/orders:1.4.2
    ///           ports: [{ name: http, containerPort: 8080 }]
    ///           readinessProbe: { httpGet: { path: /ready, port: http } }
    ///           livenessProbe: { httpGet: { path: /live, port: http } }
    ///           resources: { requests: { cpu: 100m, memory: 256Mi }, limits: { memory: 256Mi } }
    ///           securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }
    /// ```
    /// ## Limits
    /// Off until it is selected: images that are made by others have the users that they have, and user namespaces
    /// do the same better.
    pub LowUserId {
        id: "deployment/low-user-id",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["kube-score:container-security-context-user-group-id", "checkov:CKV_K8S_40", "trivy:KSV-0020", "trivy:KSV-0021"],
        references: [("Kubernetes: Configure a Security Context", "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/")],
    }
}

impl Rule<Manifests> for LowUserId {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for container in set.containers().filter(|container| !container.pod.is_windows()) {
            for (field, what) in [("runAsUser", "user"), ("runAsGroup", "group")] {
                let said = container.effective_security(field);
                let place = said.map_or_else(|| container.span(), Node::span);
                let message = match said.map(Node::integer) {
                    Some(Some(number)) if number < LOWEST => {
                        format!("`{}` runs with the {what} {number}", container.name())
                    }
                    None => format!("`{}` does not say which {what} it runs with", container.name()),
                    _ => continue,
                };
                sink.push(
                    Finding::of::<Self>(place)
                        .subject(container.subject())
                        .message(message)
                        .help(format!("set `securityContext.{field}` to {LOWEST} or more")),
                );
            }
        }
    }
}

/// The first number that machines do not give to users of their own.
const LOWEST: i64 = 10_000;
