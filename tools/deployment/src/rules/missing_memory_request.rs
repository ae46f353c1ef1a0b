//! `deployment/missing-memory-request`

use architect_core::{Finding, Rule, Severity, Sink, declare_rule};

use crate::kubernetes::Role;
use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// A container that does not say how much memory it needs.
    ///
    /// ## Why it matters
    /// The scheduler counts it as nothing, so a machine is filled beyond its memory, and this container is among
    /// the first to be killed.
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
    ///           resources: { requests: { cpu: 100m }, limits: { memory: 256Mi } }
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
    /// A limit without a request is taken as the request, which is said here all the same: whoever changes one will
    /// forget the other. It is then a hint only.
    pub MissingMemoryRequest {
        id: "deployment/missing-memory-request",
        severity: Warning,
        since: "0.1.0",
        aliases: ["kube-linter:unset-memory-requirements", "kube-score:container-resources", "polaris:memoryRequestsMissing", "checkov:CKV_K8S_12", "trivy:KSV-0016"],
        references: [("Kubernetes: Resource Management for Pods and Containers", "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/")],
    }
}

impl Rule<Manifests> for MissingMemoryRequest {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for container in set.containers().filter(|container| container.role != Role::Ephemeral) {
            if container.request("memory").is_some() {
                continue;
            }
            let severity = if container.limit("memory").is_some() { Severity::Hint } else { Severity::Warning };
            sink.push(
                Finding::of::<Self>(container.span())
                    .subject(container.subject())
                    .severity(severity)
                    .message(format!("`{}` asks for no memory", container.name()))
                    .help("set `resources.requests.memory` to what it needs"),
            );
        }
    }
}
