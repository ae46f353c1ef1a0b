//! `deployment/ephemeral-storage-differs`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::kubernetes::Quantity;
use crate::manifests::Manifests;
use crate::node::Node;

declare_rule! {
    /// ## What it finds
    /// A container whose request and limit for ephemeral storage are not the same.
    ///
    /// ## Why it matters
    /// What it may take beyond its request was never set aside for it: when the machine runs short, its pod is
    /// evicted.
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
    ///           resources: { requests: { cpu: 100m, memory: 256Mi, ephemeral-storage: 64Mi }, limits: { memory: 256Mi, ephemeral-storage: 1Gi } }
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
    /// Off until it is selected.
    pub EphemeralStorageDiffers {
        id: "deployment/ephemeral-storage-differs",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["kube-score:container-ephemeral-storage-request-equals-limit"],
        references: [("Kubernetes: Local ephemeral storage", "https://kubernetes.io/docs/concepts/storage/ephemeral-storage/")],
    }
}

impl Rule<Manifests> for EphemeralStorageDiffers {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for container in set.containers() {
            let (Some(request), Some(limit)) =
                (container.request("ephemeral-storage"), container.limit("ephemeral-storage"))
            else {
                continue;
            };
            let amount = |node: Node<'_>| node.text().and_then(Quantity::read);
            if amount(request) != amount(limit) {
                sink.push(
                    Finding::of::<Self>(request.span())
                        .subject(container.subject())
                        .message(format!("request and limit of ephemeral storage of `{}` differ", container.name()))
                        .related(limit.span(), "the limit"),
                );
            }
        }
    }
}
