//! `deployment/sensitive-host-path`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// A pod that mounts a folder of its machine which holds the machine itself: `/`, `/etc`, `/proc`,
    /// `/var/lib/kubelet` and their like.
    ///
    /// ## Why it matters
    /// It can read the keys of the cluster and, unless the mount is only read, take the machine over.
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
    ///       volumes: [{ name: machine, hostPath: { path: /etc } }]
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
    ///       volumes: [{ name: settings, configMap: { name: orders, optional: true } }]
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
    /// Agents of the cluster itself, in DaemonSets, need such mounts: silence the rule there.
    pub SensitiveHostPath {
        id: "deployment/sensitive-host-path",
        severity: Error,
        since: "0.1.0",
        aliases: ["kube-linter:sensitive-host-mounts", "polaris:hostPathSet", "trivy:KSV-0121"],
        references: [("Kubernetes: Pod Security Standards", "https://kubernetes.io/docs/concepts/security/pod-security-standards/")],
    }
}

impl Rule<Manifests> for SensitiveHostPath {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for pod in set.pods() {
            for volume in pod.volumes() {
                let Some(path) = volume.at("hostPath.path") else { continue };
                let text = path.text().unwrap_or_default();
                if is_sensitive(text) {
                    sink.push(
                        Finding::of::<Self>(path.span())
                            .subject(pod.subject())
                            .message(format!("`{}` mounts `{text}` of its machine", pod.object.name()))
                            .help("mount no more than the one file that it needs, for reading only"),
                    );
                }
            }
        }
    }
}

/// The folders that make up a machine.
const SENSITIVE: [&str; 12] = [
    "/",
    "/boot",
    "/dev",
    "/etc",
    "/lib",
    "/proc",
    "/root",
    "/sys",
    "/usr",
    "/var/lib/docker",
    "/var/lib/kubelet",
    "/var/run",
];

/// Whether a folder of the machine is one of those that make it up. Sockets of runtimes have a rule of their own.
pub(super) fn is_sensitive(path: &str) -> bool {
    let path = if path.len() > 1 { path.trim_end_matches('/') } else { path };
    SENSITIVE.contains(&path) || path == "/run" || path.starts_with("/etc/kubernetes")
}
