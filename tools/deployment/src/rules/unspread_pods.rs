//! `deployment/unspread-pods`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::kubernetes::Pod;
use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// Two or more pods that nothing keeps apart.
    ///
    /// ## Why it matters
    /// They may all run on one machine, and end with it.
    ///
    /// ## Bad
    /// ```yaml kubernetes
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: orders }
    /// spec:
    ///   replicas: 2
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
    /// ---
    /// apiVersion: policy/v1
    /// kind: PodDisruptionBudget
    /// metadata: { name: orders }
    /// spec:
    ///   maxUnavailable: 1
    ///   selector: { matchLabels: { app: orders } }
    /// ```
    /// ## Good
    /// ```yaml kubernetes
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: orders }
    /// spec:
    ///   replicas: 2
    ///   selector: { matchLabels: { app: orders } }
    ///   template:
    ///     metadata: { labels: { app: orders } }
    ///     spec:
    ///       automountServiceAccountToken: false
    ///       securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: RuntimeDefault } }
    ///       topologySpreadConstraints:
    ///         - { maxSkew: 1, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: ScheduleAnyway, labelSelector: { matchLabels: { app: orders } } }
    ///       containers:
    ///         - name: api
    ///           image: registry.example.com/orders:1.4.2
    ///           ports: [{ name: http, containerPort: 8080 }]
    ///           readinessProbe: { httpGet: { path: /ready, port: http } }
    ///           livenessProbe: { httpGet: { path: /live, port: http } }
    ///           resources: { requests: { cpu: 100m, memory: 256Mi }, limits: { memory: 256Mi } }
    ///           securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }
    /// ---
    /// apiVersion: policy/v1
    /// kind: PodDisruptionBudget
    /// metadata: { name: orders }
    /// spec:
    ///   maxUnavailable: 1
    ///   selector: { matchLabels: { app: orders } }
    /// ```
    /// ## Limits
    /// Spread constraints and anti-affinity are both enough. A cluster may have constraints of its own for all
    /// pods, which no manifest shows.
    pub UnspreadPods {
        id: "deployment/unspread-pods",
        severity: Info,
        since: "0.1.0",
        aliases: ["kube-linter:no-anti-affinity"],
        references: [("Kubernetes: Pod Topology Spread Constraints", "https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/")],
    }
}

impl Rule<Manifests> for UnspreadPods {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for pod in set.pods().filter(|pod| pod.object.is_any(&["Deployment", "StatefulSet"])) {
            let several = set.fewest_pods_of(pod.object).is_some_and(|fewest| fewest >= 2);
            if several && !is_spread(pod) {
                sink.push(
                    Finding::of::<Self>(pod.span())
                        .subject(pod.subject())
                        .message(format!("all pods of `{}` may run on one machine", pod.object.name()))
                        .help("add `topologySpreadConstraints` over `kubernetes.io/hostname`"),
                );
            }
        }
    }
}

fn is_spread(pod: Pod<'_>) -> bool {
    let constraints = pod.spec.list("topologySpreadConstraints").next().is_some();
    let apart = pod.spec.at("affinity.podAntiAffinity").is_some_and(|rules| rules.entries().next().is_some());
    constraints || apart
}
