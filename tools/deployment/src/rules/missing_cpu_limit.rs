//! `deployment/missing-cpu-limit`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::kubernetes::Role;
use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// A container without a limit for CPU.
    ///
    /// ## Why it matters
    /// Where tenants pay for what they get, or times must be the same on every machine, each container needs a
    /// bound.
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
    ///           resources: { requests: { cpu: 100m, memory: 256Mi }, limits: { cpu: 500m, memory: 256Mi } }
    ///           securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }
    /// ```
    /// ## Limits
    /// Off until it is selected: a limit slows a container down while the machine idles, so many leave it out on
    /// purpose.
    pub MissingCpuLimit {
        id: "deployment/missing-cpu-limit",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["kube-linter:unset-cpu-requirements", "kube-score:container-resources", "polaris:cpuLimitsMissing", "checkov:CKV_K8S_11", "trivy:KSV-0011"],
        references: [("Kubernetes: Resource Management for Pods and Containers", "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/")],
    }
}

impl Rule<Manifests> for MissingCpuLimit {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for container in set.containers().filter(|container| container.role != Role::Ephemeral) {
            if container.limit("cpu").is_none() {
                sink.push(
                    Finding::of::<Self>(container.span())
                        .subject(container.subject())
                        .message(format!("`{}` may take all the CPU of its machine", container.name()))
                        .help("set `resources.limits.cpu`"),
                );
            }
        }
    }
}
