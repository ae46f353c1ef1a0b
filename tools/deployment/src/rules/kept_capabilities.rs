//! `deployment/kept-capabilities`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::kubernetes::Container;
use crate::manifests::Manifests;
use crate::node::Node;

declare_rule! {
    /// ## What it finds
    /// A container that keeps the capabilities which container runtimes give by default.
    ///
    /// ## Why it matters
    /// Few services need any of them; `NET_RAW` alone is enough to forge packets on the network of the cluster.
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
    ///           securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true }
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
    pub KeptCapabilities {
        id: "deployment/kept-capabilities",
        severity: Info,
        since: "0.1.0",
        aliases: ["kube-linter:drop-net-raw-capability", "polaris:insecureCapabilities", "checkov:CKV_K8S_37", "checkov:CKV_K8S_28", "trivy:KSV-0003", "trivy:KSV-0106"],
        references: [("Kubernetes: Pod Security Standards", "https://kubernetes.io/docs/concepts/security/pod-security-standards/")],
    }
}

impl Rule<Manifests> for KeptCapabilities {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for container in set.containers().filter(|container| !container.pod.is_windows()) {
            let mut dropped = container.dropped_capabilities().filter_map(Node::text);
            if dropped.any(|name| name.eq_ignore_ascii_case("ALL")) || drops_each(container) {
                continue;
            }
            sink.push(
                Finding::of::<Self>(container.span())
                    .subject(container.subject())
                    .message(format!("`{}` keeps the default capabilities", container.name()))
                    .help("set `securityContext.capabilities.drop: [ALL]`, and add what it needs"),
            );
        }
    }
}

/// The capabilities that runtimes give by default.
const DEFAULTS: [&str; 14] = [
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "NET_BIND_SERVICE",
    "NET_RAW",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
];

/// Whether each of them is dropped by its name.
fn drops_each(container: Container<'_>) -> bool {
    DEFAULTS.iter().all(|name| {
        let mut dropped = container.dropped_capabilities().filter_map(Node::text);
        dropped.any(|dropped| dropped.trim_start_matches("CAP_").eq_ignore_ascii_case(name))
    })
}
