//! `deployment/useless-spread-constraint`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::manifests::Manifests;
use crate::node::Node;

declare_rule! {
    /// ## What it finds
    /// A topology spread constraint that cannot do what it is for: without key or selector, with a skew below one,
    /// or an answer to failure that does not exist.
    ///
    /// ## Why it matters
    /// Without a selector it counts no pods and spreads none; the rest the API server refuses.
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
    ///       topologySpreadConstraints:
    ///         - { maxSkew: 1, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: ScheduleAnyway }
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
    pub UselessSpreadConstraint {
        id: "deployment/useless-spread-constraint",
        severity: Warning,
        since: "0.1.0",
        aliases: ["kube-score:pod-topology-spread-constraints"],
        references: [("Kubernetes: Pod Topology Spread Constraints", "https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/")],
    }
}

impl Rule<Manifests> for UselessSpreadConstraint {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for pod in set.pods() {
            for constraint in pod.spec.list("topologySpreadConstraints") {
                if let Some(message) = fault(constraint) {
                    sink.push(Finding::of::<Self>(constraint.span()).subject(pod.subject()).message(message));
                }
            }
        }
    }
}

fn fault(constraint: Node<'_>) -> Option<String> {
    let below_one = |field: &str| constraint.get_integer(field).is_some_and(|number| number < 1);
    let otherwise = constraint.get_string("whenUnsatisfiable");
    if constraint.get("labelSelector").is_none() {
        Some("the constraint has no `labelSelector`, so it counts no pods".to_owned())
    } else if constraint.get("topologyKey").is_none() {
        Some("the constraint has no `topologyKey`".to_owned())
    } else if below_one("maxSkew") {
        Some("`maxSkew` must be 1 or more".to_owned())
    } else if below_one("minDomains") {
        Some("`minDomains` must be 1 or more".to_owned())
    } else {
        otherwise
            .filter(|word| !matches!(*word, "DoNotSchedule" | "ScheduleAnyway"))
            .map(|word| format!("`whenUnsatisfiable` is `DoNotSchedule` or `ScheduleAnyway`, not `{word}`"))
    }
}
