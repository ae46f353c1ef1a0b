//! `deployment/writable-root-file-system`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::kubernetes::Role;
use crate::manifests::Manifests;
use crate::node::Node;

declare_rule! {
    /// ## What it finds
    /// A container that can write to its own image's files.
    ///
    /// ## Why it matters
    /// Whoever gets in can leave a program behind and run it; and what the service writes there is gone with the
    /// pod.
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
    ///           securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } }
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
    pub WritableRootFileSystem {
        id: "deployment/writable-root-file-system",
        severity: Info,
        since: "0.1.0",
        aliases: ["kube-linter:no-read-only-root-fs", "kube-score:container-security-context-readonlyrootfilesystem", "polaris:notReadOnlyRootFilesystem", "checkov:CKV_K8S_22", "trivy:KSV-0014"],
        references: [("Kubernetes: Configure a Security Context", "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/")],
    }
}

impl Rule<Manifests> for WritableRootFileSystem {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for container in
            set.containers().filter(|container| container.role != Role::Ephemeral && !container.pod.is_windows())
        {
            let said = container.security("readOnlyRootFilesystem");
            if said.is_some_and(|said| said.boolean() == Some(true) || said.is_filled_in_later()) {
                continue;
            }
            let place = said.map_or_else(|| container.span(), Node::key_span);
            sink.push(
                Finding::of::<Self>(place)
                    .subject(container.subject())
                    .message(format!("`{}` can write to its root file system", container.name()))
                    .help("set `securityContext.readOnlyRootFilesystem: true`, and mount an `emptyDir` where it must write"),
            );
        }
    }
}
