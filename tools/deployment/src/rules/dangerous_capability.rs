//! `deployment/dangerous-capability`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// A capability added that is as good as root on the machine.
    ///
    /// ## Why it matters
    /// With `SYS_ADMIN`, `SYS_MODULE`, `SYS_PTRACE`, `NET_ADMIN` and their like a process gets out of its container
    /// or listens to its neighbours.
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
    ///           securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL], add: [SYS_ADMIN] } }
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
    ///           securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL], add: [NET_BIND_SERVICE] } }
    /// ```
    pub DangerousCapability {
        id: "deployment/dangerous-capability",
        severity: Warning,
        since: "0.1.0",
        aliases: ["polaris:dangerousCapabilities", "checkov:CKV_K8S_39", "trivy:KSV-0005", "trivy:KSV-0022"],
        references: [("capabilities(7)", "https://man7.org/linux/man-pages/man7/capabilities.7.html")],
    }
}

impl Rule<Manifests> for DangerousCapability {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for workload in set.workloads() {
            for added in workload.added_capabilities() {
                let name = added.text().unwrap_or_default().trim_start_matches("CAP_").to_ascii_uppercase();
                if DANGEROUS.contains(&name.as_str()) {
                    sink.push(
                        Finding::of::<Self>(added.span())
                            .subject(workload.subject())
                            .message(format!("`{}` gets the capability {name}", workload.name()))
                            .help("ask what it is needed for: most uses have a narrower one"),
                    );
                }
            }
        }
    }
}

/// Those that lead out of the container or to others' data.
const DANGEROUS: [&str; 11] = [
    "ALL",
    "BPF",
    "DAC_READ_SEARCH",
    "MAC_ADMIN",
    "MAC_OVERRIDE",
    "NET_ADMIN",
    "SYS_ADMIN",
    "SYS_BOOT",
    "SYS_MODULE",
    "SYS_PTRACE",
    "SYS_RAWIO",
];
