//! `deployment/writable-host-path`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// A container that can write to a folder of its machine.
    ///
    /// ## Why it matters
    /// What it writes there outlives it, and other programs of the machine may run it.
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
    ///       # architect:ignore deployment/host-path
    ///       volumes: [{ name: data, hostPath: { path: /srv/orders } }]
    ///       containers:
    ///         - name: api
    ///           volumeMounts: [{ name: data, mountPath: /data }]
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
    ///       # architect:ignore deployment/host-path
    ///       volumes: [{ name: data, hostPath: { path: /srv/orders } }]
    ///       containers:
    ///         - name: api
    ///           volumeMounts: [{ name: data, mountPath: /data, readOnly: true }]
    ///           image: registry.example.com/orders:1.4.2
    ///           ports: [{ name: http, containerPort: 8080 }]
    ///           readinessProbe: { httpGet: { path: /ready, port: http } }
    ///           livenessProbe: { httpGet: { path: /live, port: http } }
    ///           resources: { requests: { cpu: 100m, memory: 256Mi }, limits: { memory: 256Mi } }
    ///           securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }
    /// ```
    /// ## Limits
    /// Off until it is selected: `host-path` tells of the volume already.
    pub WritableHostPath {
        id: "deployment/writable-host-path",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["kube-linter:writable-host-mount"],
        references: [("Kubernetes: hostPath", "https://kubernetes.io/docs/concepts/storage/volumes/#hostpath")],
    }
}

impl Rule<Manifests> for WritableHostPath {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for container in set.containers() {
            for mount in container.mounts().filter(|mount| !mount.read_only) {
                let Some(path) = mount.volume.and_then(|volume| volume.at("hostPath.path")) else { continue };
                sink.push(
                    Finding::of::<Self>(mount.node.span())
                        .subject(container.subject())
                        .message(format!(
                            "`{}` can write to `{}` of its machine",
                            container.name(),
                            path.text().unwrap_or_default()
                        ))
                        .help("set `readOnly: true` in the mount"),
                );
            }
        }
    }
}
