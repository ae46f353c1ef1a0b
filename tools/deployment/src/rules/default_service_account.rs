//! `deployment/default-service-account`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::manifests::Manifests;
use crate::node::Node;

declare_rule! {
    /// ## What it finds
    /// A pod that uses the default service account of its namespace.
    ///
    /// ## Why it matters
    /// Whatever the account is granted for one pod, all others get with it.
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
    /// ```
    /// ## Limits
    /// Off until it is selected: a pod without a token has no use for an account of its own.
    pub DefaultServiceAccount {
        id: "deployment/default-service-account",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["kube-linter:default-service-account", "checkov:CKV_K8S_41"],
        references: [("Kubernetes: Service Accounts", "https://kubernetes.io/docs/concepts/security/service-accounts/")],
    }
}

impl Rule<Manifests> for DefaultServiceAccount {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for pod in set.pods() {
            let account = pod.service_account();
            if account.is_none_or(|account| account.text() == Some("default")) {
                sink.push(
                    Finding::of::<Self>(account.map_or_else(|| pod.span(), Node::key_span))
                        .subject(pod.subject())
                        .message(format!("the pods of `{}` use the default service account", pod.object.name())),
                );
            }
        }
    }
}
