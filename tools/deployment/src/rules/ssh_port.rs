//! `deployment/ssh-port`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// A container that listens on port 22.
    ///
    /// ## Why it matters
    /// A second way in, with keys and users of its own, past everything that the cluster logs.
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
    ///           ports: [{ name: http, containerPort: 22 }]
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
    pub SshPort {
        id: "deployment/ssh-port",
        severity: Warning,
        since: "0.1.0",
        aliases: ["kube-linter:ssh-port"],
        references: [("Kubernetes: Get a Shell to a Running Container", "https://kubernetes.io/docs/tasks/debug/debug-application/get-shell-running-container/")],
    }
}

impl Rule<Manifests> for SshPort {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for container in set.containers() {
            for port in container.ports().filter(|port| port.number == Some(22) && port.protocol == "TCP") {
                sink.push(
                    Finding::of::<Self>(port.node.span())
                        .subject(container.subject())
                        .message(format!("`{}` offers SSH", container.name()))
                        .help("use `kubectl exec`, or `kubectl debug` where the image has no shell"),
                );
            }
        }
    }
}
