//! `deployment/blocking-disruption-budget`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::kubernetes::{Object, Selector};
use crate::manifests::Manifests;
use crate::node::Node;

declare_rule! {
    /// ## What it finds
    /// A disruption budget that never lets a pod go.
    ///
    /// ## Why it matters
    /// A machine with such a pod is never drained: upgrades of the cluster wait until they are forced.
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
    ///   maxUnavailable: 0
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
    /// A number in `minAvailable` is held against the fewest pods of what the budget chooses, where that stands in
    /// the set.
    pub BlockingDisruptionBudget {
        id: "deployment/blocking-disruption-budget",
        severity: Warning,
        since: "0.1.0",
        aliases: ["kube-linter:pdb-max-unavailable", "kube-linter:pdb-min-available", "polaris:pdbDisruptionsIsZero"],
        references: [("Kubernetes: Specifying a Disruption Budget", "https://kubernetes.io/docs/tasks/run-application/configure-pdb/")],
    }
}

impl Rule<Manifests> for BlockingDisruptionBudget {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for budget in set.of_kind("PodDisruptionBudget") {
            let Some(spec) = budget.spec() else { continue };
            let zero = spec.get("maxUnavailable").filter(|most| matches!(most.text(), Some("0" | "0%")));
            let all = spec
                .get("minAvailable")
                .filter(|fewest| fewest.text() == Some("100%") || keeps_all(set, budget, *fewest));
            if let Some(said) = zero.or(all) {
                sink.push(
                    Finding::of::<Self>(said.key_span())
                        .subject(budget.subject())
                        .message(format!("`{}` never lets a pod be evicted", budget.name()))
                        .help("set `maxUnavailable: 1`"),
                );
            }
        }
    }
}

/// Whether a budget asks for as many pods as there are.
fn keeps_all(set: &Manifests, budget: Object<'_>, fewest: Node<'_>) -> bool {
    let Some(asked) = fewest.integer() else { return false };
    let Some(selector) = budget.spec().and_then(|spec| spec.get("selector")).map(Selector::Full) else {
        return false;
    };
    set.pods_chosen(budget, selector)
        .filter(|pod| pod.object.is_any(&["Deployment", "StatefulSet"]) && set.autoscaler_of(pod.object).is_none())
        .any(|pod| set.fewest_pods_of(pod.object).is_some_and(|there| there > 0 && asked >= there))
}
