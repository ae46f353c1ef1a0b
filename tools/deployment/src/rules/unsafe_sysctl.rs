//! `deployment/unsafe-sysctl`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// A kernel setting that is not confined to its pod, or that a kubelet refuses unless it is told otherwise.
    ///
    /// ## Why it matters
    /// The pod is refused by every machine that does not allow it, and where it is allowed, it can change the
    /// machine for all.
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
    ///       securityContext: { sysctls: [{ name: kernel.msgmax, value: "65536" }], runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: RuntimeDefault } }
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
    ///       securityContext: { sysctls: [{ name: net.ipv4.tcp_keepalive_time, value: "600" }], runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: RuntimeDefault } }
    ///       containers:
    ///         - name: api
    ///           image: registry.example.com/orders:1.4.2
    ///           ports: [{ name: http, containerPort: 8080 }]
    ///           readinessProbe: { httpGet: { path: /ready, port: http } }
    ///           livenessProbe: { httpGet: { path: /live, port: http } }
    ///           resources: { requests: { cpu: 100m, memory: 256Mi }, limits: { memory: 256Mi } }
    ///           securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }
    /// ```
    pub UnsafeSysctl {
        id: "deployment/unsafe-sysctl",
        severity: Warning,
        since: "0.1.0",
        aliases: ["kube-linter:unsafe-sysctls", "trivy:KSV-0026"],
        references: [("Kubernetes: Using sysctls in a Cluster", "https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/#safe-and-unsafe-sysctls")],
    }
}

impl Rule<Manifests> for UnsafeSysctl {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for pod in set.pods() {
            let Some(sysctls) = pod.security("sysctls") else { continue };
            for name in sysctls.items().filter_map(|sysctl| sysctl.get("name")) {
                let text = name.text().unwrap_or_default();
                if !SAFE.contains(&text.replace('/', ".").as_str()) && !name.is_filled_in_later() {
                    sink.push(
                        Finding::of::<Self>(name.span())
                            .subject(pod.subject())
                            .message(format!("`{text}` is none of the settings that are safe in a pod")),
                    );
                }
            }
        }
    }
}

/// The settings that every kubelet allows.
const SAFE: [&str; 13] = [
    "kernel.shm_rmid_forced",
    "net.ipv4.ip_local_port_range",
    "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.ping_group_range",
    "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_keepalive_intvl",
    "net.ipv4.tcp_keepalive_probes",
    "net.ipv4.tcp_keepalive_time",
    "net.ipv4.tcp_rmem",
    "net.ipv4.tcp_syncookies",
    "net.ipv4.tcp_wmem",
    "net.ipv6.ip_local_port_range",
];
