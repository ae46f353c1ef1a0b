//! `deployment/mounted-token-of-account`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::kubernetes::Object;
use crate::manifests::Manifests;
use crate::node::Node;

declare_rule! {
    /// ## What it finds
    /// A pod with a token for the API server in it, whichever account it is of.
    ///
    /// ## Why it matters
    /// Whoever gets into the container can do what the account can.
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
    ///       serviceAccountName: orders
    ///       securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: RuntimeDefault } }
    ///       containers:
    ///         - name: api
    ///           image: registry.example.com/orders:1.4.2
    ///           ports: [{ name: http, containerPort: 8080 }]
    ///           readinessProbe: { httpGet: { path: /ready, port: http } }
    ///           livenessProbe: { httpGet: { path: /live, port: http } }
    ///           resources: { requests: { cpu: 100m, memory: 256Mi }, limits: { memory: 256Mi } }
    ///           securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }
    /// ---
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata: { name: orders }
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
    ///       serviceAccountName: orders
    ///       securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: RuntimeDefault } }
    ///       containers:
    ///         - name: api
    ///           image: registry.example.com/orders:1.4.2
    ///           ports: [{ name: http, containerPort: 8080 }]
    ///           readinessProbe: { httpGet: { path: /ready, port: http } }
    ///           livenessProbe: { httpGet: { path: /live, port: http } }
    ///           resources: { requests: { cpu: 100m, memory: 256Mi }, limits: { memory: 256Mi } }
    ///           securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }
    /// ---
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata: { name: orders }
    /// automountServiceAccountToken: false
    /// ```
    /// ## Limits
    /// Off until it is selected: `mounted-token` tells of pods that never asked for one.
    pub MountedTokenOfAccount {
        id: "deployment/mounted-token-of-account",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["polaris:automountServiceAccountToken"],
        references: [("Kubernetes: Configure Service Accounts for Pods", "https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/")],
    }
}

impl Rule<Manifests> for MountedTokenOfAccount {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for pod in set.pods() {
            let said = pod.spec.get("automountServiceAccountToken");
            let name = pod.service_account().and_then(Node::text).unwrap_or("default");
            let of_name = |account: Object<'_>| account.name() == name && account.shares_namespace_with(pod.object);
            let account = set.of_kind("ServiceAccount").find(|account| of_name(*account));
            // What the pod says counts before what its account says.
            let of_account = account.and_then(|account| account.node.get_boolean("automountServiceAccountToken"));
            if said.map_or(of_account, Node::boolean) != Some(false) {
                sink.push(
                    Finding::of::<Self>(said.map_or_else(|| pod.span(), Node::key_span))
                        .subject(pod.subject())
                        .message(format!("the pods of `{}` hold a token of `{name}`", pod.object.name())),
                );
            }
        }
    }
}
