//! `deployment/budget-above-autoscaler`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::kubernetes::Pod;
use crate::manifests::Manifests;
use crate::node::Node;

declare_rule! {
    /// ## What it finds
    /// A disruption budget that asks for more pods than the autoscaler's minimum.
    ///
    /// ## Why it matters
    /// In a quiet hour there are no more pods than the budget keeps, or fewer: no machine with one of them can be
    /// drained.
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
    ///   minAvailable: 3
    ///   selector: { matchLabels: { app: orders } }
    /// ---
    /// apiVersion: autoscaling/v2
    /// kind: HorizontalPodAutoscaler
    /// metadata: { name: orders }
    /// spec:
    ///   scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: orders }
    ///   minReplicas: 2
    ///   maxReplicas: 6
    ///   metrics: [{ type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 70 } } }]
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
    /// ---
    /// apiVersion: autoscaling/v2
    /// kind: HorizontalPodAutoscaler
    /// metadata: { name: orders }
    /// spec:
    ///   scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: orders }
    ///   minReplicas: 2
    ///   maxReplicas: 6
    ///   metrics: [{ type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 70 } } }]
    /// ```
    /// ## Limits
    /// A share is taken of the number in the object itself, as far as one is written there.
    pub BudgetAboveAutoscaler {
        id: "deployment/budget-above-autoscaler",
        severity: Warning,
        since: "0.1.0",
        aliases: ["polaris:pdbMinAvailableGreaterThanHPAMinReplicas"],
        references: [("Kubernetes: Specifying a Disruption Budget", "https://kubernetes.io/docs/tasks/run-application/configure-pdb/")],
    }
}

impl Rule<Manifests> for BudgetAboveAutoscaler {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for pod in set.pods() {
            let Some(autoscaler) = set.autoscaler_of(pod.object) else { continue };
            let Some(fewest) = autoscaler.spec().and_then(|spec| spec.get("minReplicas")) else { continue };
            for budget in set.budgets_of(pod) {
                let Some(said) = budget.spec().and_then(|spec| spec.get("minAvailable")) else { continue };
                if let (Some(asked), Some(there)) = (asked(said, pod), fewest.integer())
                    && asked > there
                {
                    sink.push(
                        Finding::of::<Self>(said.key_span())
                            .subject(budget.subject())
                            .message(format!("`{}` keeps {asked} pods, and there may be {there}", budget.name()))
                            .related(fewest.key_span(), "the fewest that the autoscaler leaves"),
                    );
                }
            }
        }
    }
}

/// The number of pods that a budget keeps.
fn asked(said: Node<'_>, pod: Pod<'_>) -> Option<i64> {
    let text = said.text()?;
    match text.strip_suffix('%') {
        // A share is rounded up, as Kubernetes does it.
        Some(share) => {
            let share: i64 = share.parse().ok().filter(|share| (0..=1_000).contains(share))?;
            let all = pod.object.replicas().filter(|all| (0..=1_000_000).contains(all))?;
            Some((all * share + 99) / 100)
        }
        None => text.parse().ok(),
    }
}
