//! `deployment/pull-policy`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// An image with a tag that moves, and a policy that keeps the copy which a machine has.
    ///
    /// ## Why it matters
    /// Each machine runs what the tag meant when it first pulled it, so two pods of one Deployment run different
    /// programs.
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
    ///           image: registry.example.com/orders:stable
    ///           imagePullPolicy: IfNotPresent
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
    ///           image: registry.example.com/orders:stable
    ///           imagePullPolicy: Always
    ///           ports: [{ name: http, containerPort: 8080 }]
    ///           readinessProbe: { httpGet: { path: /ready, port: http } }
    ///           livenessProbe: { httpGet: { path: /live, port: http } }
    ///           resources: { requests: { cpu: 100m, memory: 256Mi }, limits: { memory: 256Mi } }
    ///           securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }
    /// ```
    pub PullPolicy {
        id: "deployment/pull-policy",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("Kubernetes: Image pull policy", "https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy")],
    }
}

impl Rule<Manifests> for PullPolicy {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for container in set.containers() {
            let (Some(said), Some(image)) = (container.node.get("imagePullPolicy"), container.image_reference())
            else {
                continue;
            };
            let moves = image.digest.is_none() && image.tag.as_deref().is_none_or(|tag| MOVING.contains(&tag));
            if moves && matches!(said.string(), Some("IfNotPresent" | "Never")) {
                sink.push(
                    Finding::of::<Self>(said.span())
                        .subject(container.subject())
                        .message(format!("`{}` keeps whatever its tag once meant", container.name()))
                        .help("use a tag of one version, or `imagePullPolicy: Always`"),
                );
            }
        }
    }
}

/// Tags that are moved from version to version.
const MOVING: [&str; 10] =
    ["canary", "dev", "edge", "latest", "main", "master", "nightly", "stable", "staging", "testing"];
