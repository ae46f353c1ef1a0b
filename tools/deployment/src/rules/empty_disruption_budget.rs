//! `deployment/empty-disruption-budget`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// A disruption budget that says neither how many pods must stay nor how many may go.
    ///
    /// ## Why it matters
    /// It keeps nothing, or refuses every eviction, as the version has it; nobody can tell from reading it.
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
    pub EmptyDisruptionBudget {
        id: "deployment/empty-disruption-budget",
        severity: Error,
        since: "0.1.0",
        aliases: ["kube-score:poddisruptionbudget-has-policy"],
        references: [("Kubernetes: Specifying a Disruption Budget", "https://kubernetes.io/docs/tasks/run-application/configure-pdb/")],
    }
}

impl Rule<Manifests> for EmptyDisruptionBudget {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for budget in set.of_kind("PodDisruptionBudget") {
            let Some(spec) = budget.spec() else { continue };
            if spec.get("minAvailable").is_none() && spec.get("maxUnavailable").is_none() {
                sink.push(
                    Finding::of::<Self>(budget.span())
                        .subject(budget.subject())
                        .message(format!("`{}` says nothing about how many pods must stay", budget.name()))
                        .help("set `maxUnavailable: 1`"),
                );
            }
        }
    }
}
