//! `deployment/host-port`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// A container with a port on its machine.
    ///
    /// ## Why it matters
    /// Two such pods cannot run on one machine, so rollouts wait; and the port is open to whoever reaches the
    /// machine, past every Service and policy.
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
    ///           ports: [{ name: http, containerPort: 8080, hostPort: 8080 }]
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
    ///           resources: { requests: { cpu: 100m, memory: 256Mi }, limits: { memory: 256Mi } }
    ///           securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }
    /// ```
    /// ## Limits
    /// Pods of a DaemonSet, of which there is one on each machine, may have their reasons; nothing is said of them.
    pub HostPort {
        id: "deployment/host-port",
        severity: Warning,
        since: "0.1.0",
        aliases: ["polaris:hostPortSet", "checkov:CKV_K8S_26", "trivy:KSV-0024"],
        references: [("Kubernetes: Pod Security Standards", "https://kubernetes.io/docs/concepts/security/pod-security-standards/")],
    }
}

impl Rule<Manifests> for HostPort {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for container in set.containers().filter(|container| container.pod.object.kind != "DaemonSet") {
            // With the host's network the two are the same by definition.
            if container.pod.spec.get_boolean("hostNetwork") == Some(true) {
                continue;
            }
            for said in container.ports().filter_map(|port| port.host_port).filter(|said| said.integer() != Some(0)) {
                sink.push(
                    Finding::of::<Self>(said.key_span())
                        .subject(container.subject())
                        .message(format!("`{}` takes a port of its machine", container.name()))
                        .help("reach it through a Service"),
                );
            }
        }
    }
}
