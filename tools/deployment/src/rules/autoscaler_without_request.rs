//! `deployment/autoscaler-without-request`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::kubernetes::{Object, Role};
use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// An autoscaler that counts the share of a request for CPU or memory, of pods with a container that requests none.
    ///
    /// ## Why it matters
    /// The share of nothing is not known: the autoscaler fails to read its metric and never scales.
    ///
    /// ## Bad
    /// ```yaml kubernetes
    /// apiVersion: autoscaling/v2
    /// kind: HorizontalPodAutoscaler
    /// metadata: { name: orders }
    /// spec:
    ///   scaleTargetRef: { apiVersion: apps/v1, kind: ReplicaSet, name: orders }
    ///   minReplicas: 2
    ///   maxReplicas: 6
    ///   metrics: [{ type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 70 } } }]
    /// ---
    /// apiVersion: apps/v1
    /// kind: ReplicaSet
    /// metadata: { name: orders }
    /// spec:
    ///   selector: { matchLabels: { app: orders } }
    ///   template:
    ///     metadata: { labels: { app: orders } }
    ///     spec:
    ///       automountServiceAccountToken: false
    ///       securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: RuntimeDefault } }
    ///       containers:
    ///         # architect:ignore deployment/missing-cpu-request -- the autoscaler is the point here
    ///         - name: orders
    ///           image: registry.example.com/orders:1.4.2
    ///           readinessProbe: { httpGet: { path: /ready, port: 8080 } }
    ///           livenessProbe: { httpGet: { path: /live, port: 8080 } }
    ///           resources: { requests: { memory: 256Mi }, limits: { memory: 256Mi } }
    ///           securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }
    /// ```
    /// ## Good
    /// ```yaml kubernetes
    /// apiVersion: autoscaling/v2
    /// kind: HorizontalPodAutoscaler
    /// metadata: { name: orders }
    /// spec:
    ///   scaleTargetRef: { apiVersion: apps/v1, kind: ReplicaSet, name: orders }
    ///   minReplicas: 2
    ///   maxReplicas: 6
    ///   metrics: [{ type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 70 } } }]
    /// ---
    /// apiVersion: apps/v1
    /// kind: ReplicaSet
    /// metadata: { name: orders }
    /// spec:
    ///   selector: { matchLabels: { app: orders } }
    ///   template:
    ///     metadata: { labels: { app: orders } }
    ///     spec:
    ///       automountServiceAccountToken: false
    ///       securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: RuntimeDefault } }
    ///       containers:
    ///         - name: orders
    ///           image: registry.example.com/orders:1.4.2
    ///           readinessProbe: { httpGet: { path: /ready, port: 8080 } }
    ///           livenessProbe: { httpGet: { path: /live, port: 8080 } }
    ///           resources: { requests: { cpu: 100m, memory: 256Mi }, limits: { memory: 256Mi } }
    ///           securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }
    /// ```
    /// ## Limits
    /// A limit alone is a request as well. Only targets that are in the set are looked at; a LimitRange may add requests, and
    /// where one is in the set nothing is said.
    pub AutoscalerWithoutRequest {
        id: "deployment/autoscaler-without-request",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("Kubernetes, Horizontal pod autoscaling", "https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/")],
    }
}

impl Rule<Manifests> for AutoscalerWithoutRequest {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        if set.has_any("LimitRange") {
            return;
        }
        for scaler in set.of_kind("HorizontalPodAutoscaler") {
            let Some(spec) = scaler.spec() else { continue };
            let Some(target) = spec.get("scaleTargetRef") else { continue };
            let (Some(kind), Some(name)) = (target.get_string("kind"), target.get_text("name")) else { continue };
            let mut targets = set.named(kind, name).filter(|object| object.shares_namespace_with(scaler));
            let Some(pod) = targets.find_map(Object::pod) else { continue };
            for metric in spec.list("metrics") {
                let Some(resource) = metric.get("resource") else { continue };
                let utilization =
                    resource.at("target.averageUtilization").or_else(|| resource.get("targetAverageUtilization"));
                let (Some(share), Some(what)) = (utilization, resource.get_string("name")) else { continue };
                let lacks = pod.containers().find(|container| {
                    container.role == Role::Main
                        && container.request(what).is_none()
                        && container.limit(what).is_none()
                });
                if let Some(container) = lacks {
                    sink.push(
                        Finding::of::<AutoscalerWithoutRequest>(share.key_span())
                            .subject(scaler.subject())
                            .message(format!(
                                "`{}` counts the share of the {what} that `{}` requests, which requests none",
                                scaler.name(),
                                container.name()
                            ))
                            .related(container.span(), "no request here"),
                    );
                }
            }
        }
    }
}
