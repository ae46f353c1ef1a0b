//! `deployment/missing-ephemeral-storage`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// A container without request and limit for the disk that it writes to.
    ///
    /// ## Why it matters
    /// A container that fills the disk of its machine has every pod there evicted.
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
    ///           resources: { requests: { cpu: 100m, memory: 256Mi, ephemeral-storage: 64Mi }, limits: { memory: 256Mi, ephemeral-storage: 64Mi } }
    ///           securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }
    /// ```
    /// ## Limits
    /// Off until it is selected: with a root file system that is only read, little is left to fill.
    pub MissingEphemeralStorage {
        id: "deployment/missing-ephemeral-storage",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["kube-score:container-ephemeral-storage-request-and-limit"],
        references: [("Kubernetes: Local ephemeral storage", "https://kubernetes.io/docs/concepts/storage/ephemeral-storage/")],
    }
}

impl Rule<Manifests> for MissingEphemeralStorage {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for container in set.containers().filter(|container| container.stays()) {
            let (request, limit) = (container.request("ephemeral-storage"), container.limit("ephemeral-storage"));
            let missing = match (request, limit) {
                (Some(_), Some(_)) => continue,
                (None, Some(_)) => "request",
                (Some(_), None) => "limit",
                (None, None) => "request and limit",
            };
            sink.push(
                Finding::of::<Self>(container.span())
                    .subject(container.subject())
                    .message(format!("`{}` has no {missing} for ephemeral storage", container.name())),
            );
        }
    }
}
