//! `deployment/request-above-limit`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::kubernetes::Quantity;
use crate::manifests::Manifests;
use crate::node::Node;

declare_rule! {
    /// ## What it finds
    /// A container that asks for more of a resource than its limit allows.
    ///
    /// ## Why it matters
    /// The API server refuses the object.
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
    ///           resources: { requests: { cpu: 100m, memory: 1Gi }, limits: { memory: 256Mi } }
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
    pub RequestAboveLimit {
        id: "deployment/request-above-limit",
        severity: Error,
        since: "0.1.0",
        aliases: [],
        references: [("Kubernetes: Resource Management for Pods and Containers", "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/")],
    }
}

impl Rule<Manifests> for RequestAboveLimit {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for container in set.containers() {
            for resource in ["cpu", "memory", "ephemeral-storage"] {
                let (Some(request), Some(limit)) = (container.request(resource), container.limit(resource)) else {
                    continue;
                };
                let amount = |node: Node<'_>| node.text().and_then(Quantity::read);
                if let (Some(asked), Some(most)) = (amount(request), amount(limit))
                    && asked > most
                {
                    let (asked, most) = (request.text().unwrap_or_default(), limit.text().unwrap_or_default());
                    sink.push(
                        Finding::of::<Self>(request.span())
                            .subject(container.subject())
                            .message(format!(
                                "`{}` asks for {asked} of {resource} and may have {most}",
                                container.name()
                            ))
                            .related(limit.span(), "the limit"),
                    );
                }
            }
        }
    }
}
