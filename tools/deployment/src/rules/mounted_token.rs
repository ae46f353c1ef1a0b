//! `deployment/mounted-token`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::kubernetes::Object;
use crate::manifests::Manifests;
use crate::node::Node;

declare_rule! {
    /// ## What it finds
    /// A pod with the token of the default service account in it, though it never said that it needs one.
    ///
    /// ## Why it matters
    /// Whoever gets into the container can speak to the API server with it.
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
    ///           resources: { requests: { cpu: 100m, memory: 256Mi }, limits: { memory: 256Mi } }
    ///           securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }
    /// ```
    /// ## Limits
    /// A pod that names a service account is taken to need it.
    pub MountedToken {
        id: "deployment/mounted-token",
        severity: Info,
        since: "0.1.0",
        aliases: ["checkov:CKV_K8S_38", "trivy:KSV-0036"],
        references: [("Kubernetes: Configure Service Accounts for Pods", "https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/")],
    }
}

impl Rule<Manifests> for MountedToken {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for pod in set.pods().filter(|pod| pod.all_containers().next().is_some()) {
            if pod.service_account().is_some_and(|account| account.text() != Some("default")) {
                continue;
            }
            let said = pod.spec.get("automountServiceAccountToken");
            if said.is_some_and(|said| said.boolean() == Some(false) || said.is_filled_in_later()) {
                continue;
            }
            let of_default =
                |account: Object<'_>| account.name() == "default" && account.shares_namespace_with(pod.object);
            let mut accounts = set.of_kind("ServiceAccount").filter(|account| of_default(*account));
            if accounts.any(|account| account.node.get_boolean("automountServiceAccountToken") == Some(false)) {
                continue;
            }
            sink.push(
                Finding::of::<Self>(said.map_or_else(|| pod.span(), Node::key_span))
                    .subject(pod.subject())
                    .message(format!("the pods of `{}` hold a token for the API server", pod.object.name()))
                    .help("set `automountServiceAccountToken: false`"),
            );
        }
    }
}
