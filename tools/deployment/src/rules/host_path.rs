//! `deployment/host-path`

use architect_core::{Finding, Rule, Sink, declare_rule};

use super::sensitive_host_path;
use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// A pod that mounts a folder of its machine.
    ///
    /// ## Why it matters
    /// What it finds there differs from machine to machine, nobody cleans it up, and it leads out of the container.
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
    ///       volumes: [{ name: data, hostPath: { path: /srv/orders } }]
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
    ///       volumes: [{ name: data, persistentVolumeClaim: { claimName: orders } }]
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
    /// A folder whose contents are the machine itself is `sensitive-host-path`.
    pub HostPath {
        id: "deployment/host-path",
        severity: Info,
        since: "0.1.0",
        aliases: ["polaris:hostPathSet", "trivy:KSV-0023"],
        references: [("Kubernetes: hostPath", "https://kubernetes.io/docs/concepts/storage/volumes/#hostpath")],
    }
}

impl Rule<Manifests> for HostPath {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for pod in set.pods() {
            for volume in pod.volumes() {
                let Some(path) = volume.get("hostPath") else { continue };
                let text = path.get_text("path").unwrap_or_default();
                if !sensitive_host_path::is_sensitive(text) {
                    sink.push(
                        Finding::of::<Self>(path.key_span())
                            .subject(pod.subject())
                            .message(format!(
                                "`{}` mounts `{text}` of whatever machine it runs on",
                                pod.object.name()
                            ))
                            .help("use a claim, or an `emptyDir` for what may be lost"),
                    );
                }
            }
        }
    }
}
