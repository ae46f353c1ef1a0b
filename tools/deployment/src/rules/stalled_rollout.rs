//! `deployment/stalled-rollout`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// A rolling update that may neither add a pod nor take one away.
    ///
    /// ## Why it matters
    /// The API server refuses it: nothing could ever be replaced.
    ///
    /// ## Bad
    /// ```yaml kubernetes
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: orders }
    /// spec:
    ///   strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } }
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
    ///   strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }
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
    pub StalledRollout {
        id: "deployment/stalled-rollout",
        severity: Error,
        since: "0.1.0",
        aliases: [],
        references: [("Kubernetes: Deployments", "https://kubernetes.io/docs/concepts/workloads/controllers/deployment/")],
    }
}

impl Rule<Manifests> for StalledRollout {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for object in set.objects().filter(|object| object.is_any(&["Deployment", "DaemonSet"])) {
            let of_kind =
                if object.kind == "Deployment" { "strategy.rollingUpdate" } else { "updateStrategy.rollingUpdate" };
            let Some(update) = object.spec().and_then(|spec| spec.at(of_kind)) else { continue };
            let zero = |field: &str| update.get(field).filter(|said| matches!(said.text(), Some("0" | "0%")));
            if let (Some(_), Some(said)) = (zero("maxSurge"), zero("maxUnavailable")) {
                sink.push(
                    Finding::of::<Self>(said.key_span())
                        .subject(object.subject())
                        .message("`maxSurge` and `maxUnavailable` are both 0".to_owned())
                        .help("set `maxSurge: 1`"),
                );
            }
        }
    }
}
