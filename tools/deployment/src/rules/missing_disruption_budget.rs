//! `deployment/missing-disruption-budget`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// Two or more pods without a disruption budget.
    ///
    /// ## Why it matters
    /// When machines are drained for an upgrade, all of its pods may be evicted at once.
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
    /// One pod cannot be kept by a budget without blocking drains for ever, so only those with more are looked at.
    pub MissingDisruptionBudget {
        id: "deployment/missing-disruption-budget",
        severity: Info,
        since: "0.1.0",
        aliases: [],
        references: [("Kubernetes: Specifying a Disruption Budget", "https://kubernetes.io/docs/tasks/run-application/configure-pdb/")],
    }
}

impl Rule<Manifests> for MissingDisruptionBudget {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for pod in set.pods().filter(|pod| pod.object.is_any(&["Deployment", "StatefulSet"])) {
            let several = set.fewest_pods_of(pod.object).is_some_and(|fewest| fewest >= 2);
            if several && set.budgets_of(pod).next().is_none() {
                sink.push(
                    Finding::of::<Self>(pod.span())
                        .subject(pod.subject())
                        .message(format!("nothing keeps a drain from evicting all pods of `{}`", pod.object.name()))
                        .help("add a PodDisruptionBudget with `maxUnavailable: 1`"),
                );
            }
        }
    }
}
