//! `deployment/missing-cpu-request`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::kubernetes::Role;
use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// A container that does not say how much CPU it needs.
    ///
    /// ## Why it matters
    /// The scheduler counts it as nothing and packs the machine with it; an autoscaler that goes by CPU does
    /// nothing without a request.
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
    ///           resources: { requests: { memory: 256Mi }, limits: { memory: 256Mi } }
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
    /// ## Limits
    /// Containers of jobs and those that run before the others are looked at like all others. A limit without a
    /// request is taken as the request, so it counts.
    pub MissingCpuRequest {
        id: "deployment/missing-cpu-request",
        severity: Info,
        since: "0.1.0",
        aliases: ["kube-linter:unset-cpu-requirements", "kube-score:container-resources", "polaris:cpuRequestsMissing", "checkov:CKV_K8S_10", "trivy:KSV-0015"],
        references: [("Kubernetes: Resource Management for Pods and Containers", "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/")],
    }
}

impl Rule<Manifests> for MissingCpuRequest {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for container in set.containers().filter(|container| container.role != Role::Ephemeral) {
            if container.request("cpu").is_none() && container.limit("cpu").is_none() {
                sink.push(
                    Finding::of::<Self>(container.span())
                        .subject(container.subject())
                        .message(format!("`{}` asks for no CPU", container.name()))
                        .help("set `resources.requests.cpu`"),
                );
            }
        }
    }
}
