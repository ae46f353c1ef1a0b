//! `deployment/single-replica`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// A Deployment that serves a Service with one pod.
    ///
    /// ## Why it matters
    /// Whenever its machine is drained or fails, nobody answers until another pod has started.
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
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: orders }
    /// spec:
    ///   selector: { app: orders }
    ///   ports: [{ port: 80, targetPort: http }]
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
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: orders }
    /// spec:
    ///   selector: { app: orders }
    ///   ports: [{ port: 80, targetPort: http }]
    /// ```
    /// ## Limits
    /// A Deployment that no Service chooses, and one with an autoscaler, are left alone.
    pub SingleReplica {
        id: "deployment/single-replica",
        severity: Info,
        since: "0.1.0",
        aliases: ["kube-score:deployment-replicas", "kube-linter:minimum-three-replicas"],
        references: [("Kubernetes: Deployments", "https://kubernetes.io/docs/concepts/workloads/controllers/deployment/")],
    }
}

impl Rule<Manifests> for SingleReplica {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for object in set.of_kind("Deployment") {
            let Some(pod) = object.pod() else { continue };
            if set.autoscaler_of(object).is_some() || set.services_of(pod).next().is_none() {
                continue;
            }
            let said = object.spec().and_then(|spec| spec.get("replicas"));
            let place = match said.map(|said| (said, said.integer())) {
                None => object.span(),
                Some((said, Some(1))) => said.key_span(),
                Some(_) => continue,
            };
            sink.push(
                Finding::of::<Self>(place)
                    .subject(object.subject())
                    .message(format!("one pod of `{}` serves all requests", object.name()))
                    .help("run two or more, or let an autoscaler do it"),
            );
        }
    }
}
