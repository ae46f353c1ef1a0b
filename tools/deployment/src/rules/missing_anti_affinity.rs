//! `deployment/missing-anti-affinity`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::kubernetes::{Pod, Selector};
use crate::manifests::Manifests;
use crate::node::Node;

declare_rule! {
    /// ## What it finds
    /// Two or more pods without an anti-affinity that chooses them.
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
    ///       affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: { topologyKey: kubernetes.io/hostname, labelSelector: { matchLabels: { app: orders } } } }] } }
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
    /// Off until it is selected: spread constraints do the same with less, see `unspread-pods`.
    pub MissingAntiAffinity {
        id: "deployment/missing-anti-affinity",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["kube-score:deployment-has-host-podantiaffinity", "kube-score:statefulset-has-host-podantiaffinity"],
        references: [("Kubernetes: Assigning Pods to Nodes", "https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/")],
    }
}

impl Rule<Manifests> for MissingAntiAffinity {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for pod in set.pods().filter(|pod| pod.object.is_any(&["Deployment", "StatefulSet"])) {
            // A StatefulSet that does not say how many has one; its peers still tell it to be careful.
            let one = pod
                .object
                .spec()
                .and_then(|spec| spec.get("replicas"))
                .map_or(pod.object.kind == "Deployment", |said| said.integer().is_none_or(|number| number < 2));
            if !one && !is_kept_apart(pod) {
                sink.push(
                    Finding::of::<Self>(pod.span())
                        .subject(pod.subject())
                        .message(format!("no anti-affinity keeps the pods of `{}` apart", pod.object.name())),
                );
            }
        }
    }
}

/// Whether a term of its anti-affinity over the host names chooses the pods themselves.
fn is_kept_apart(pod: Pod<'_>) -> bool {
    let Some(rules) = pod.spec.at("affinity.podAntiAffinity") else { return false };
    let preferred = rules.list("preferredDuringSchedulingIgnoredDuringExecution");
    let terms = preferred.filter_map(|rule| rule.get("podAffinityTerm"));
    let keeps = |term: Node<'_>| {
        let hosts = term.get_text("topologyKey") == Some("kubernetes.io/hostname");
        let chooses = term.get("labelSelector").map(Selector::Full);
        hosts && chooses.is_some_and(|selector| selector.matches(pod.labels()))
    };
    rules.list("requiredDuringSchedulingIgnoredDuringExecution").chain(terms).any(keeps)
}
