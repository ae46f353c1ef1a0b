//! `deployment/requests-differ-from-limits`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::kubernetes::Quantity;
use crate::manifests::Manifests;
use crate::node::Node;

declare_rule! {
    /// ## What it finds
    /// A container whose requests and limits for CPU or memory are not the same.
    ///
    /// ## Why it matters
    /// Only pods whose requests are their limits are of the class that is killed last when a machine runs out of
    /// memory.
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
    ///           resources: { requests: { cpu: 100m, memory: 256Mi }, limits: { cpu: 100m, memory: 256Mi } }
    ///           securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }
    /// ```
    /// ## Limits
    /// Off until it is selected: most services are better off with room to spare.
    pub RequestsDifferFromLimits {
        id: "deployment/requests-differ-from-limits",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["kube-score:container-resource-requests-equal-limits", "kube-score:container-cpu-requests-equal-limits", "kube-score:container-memory-requests-equal-limits"],
        references: [("Kubernetes: Pod Quality of Service Classes", "https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/")],
    }
}

impl Rule<Manifests> for RequestsDifferFromLimits {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for container in set.containers().filter(|container| container.stays()) {
            let differing: Vec<&str> = ["cpu", "memory"]
                .into_iter()
                .filter(|resource| {
                    let amount = |node: Option<Node<'_>>| node.and_then(Node::text).and_then(Quantity::read);
                    let limit = amount(container.limit(resource));
                    // A request that is not written is the limit.
                    limit.is_none()
                        || amount(container.request(resource)).is_some_and(|request| Some(request) != limit)
                })
                .collect();
            if !differing.is_empty() {
                sink.push(Finding::of::<Self>(container.span()).subject(container.subject()).message(format!(
                    "requests and limits of `{}` differ: {}",
                    container.name(),
                    differing.join(", ")
                )));
            }
        }
    }
}
