//! `deployment/missing-network-policy`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::kubernetes::Object;
use crate::manifests::Manifests;
use crate::node::Node;

declare_rule! {
    /// ## What it finds
    /// A pod for which no network policy holds, or whose policies leave one direction open.
    ///
    /// ## Why it matters
    /// Every pod of the cluster can reach it, and it can reach every pod: whoever is in one is at the door of all.
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
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: { name: orders }
    /// spec:
    ///   podSelector: { matchLabels: { app: orders } }
    ///   policyTypes: [Ingress, Egress]
    ///   ingress: [{ from: [{ podSelector: { matchLabels: { app: gateway } } }] }]
    ///   egress: [{ to: [{ namespaceSelector: {} }], ports: [{ port: 53, protocol: UDP }, { port: 53, protocol: TCP }] }]
    /// ```
    /// ## Limits
    /// Off until it is selected: policies are often kept apart from what they hold for, and some clusters have
    /// none.
    pub MissingNetworkPolicy {
        id: "deployment/missing-network-policy",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["kube-linter:non-isolated-pod", "kube-score:pod-networkpolicy", "polaris:missingNetworkPolicy", "trivy:KSV-0038"],
        references: [("Kubernetes: Network Policies", "https://kubernetes.io/docs/concepts/services-networking/network-policies/")],
    }
}

impl Rule<Manifests> for MissingNetworkPolicy {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for pod in set.pods() {
            let policies: Vec<Object<'_>> = set.policies_of(pod).collect();
            let message = if policies.is_empty() {
                format!("no network policy holds for the pods of `{}`", pod.object.name())
            } else {
                let open = ["Ingress", "Egress"]
                    .into_iter()
                    .filter(|way| !policies.iter().any(|policy| covers(*policy, way)));
                let open: Vec<&str> = open.collect();
                if open.is_empty() {
                    continue;
                }
                format!(
                    "no network policy limits the {} of `{}`",
                    open.join(" and ").to_lowercase(),
                    pod.object.name()
                )
            };
            sink.push(Finding::of::<Self>(pod.span()).subject(pod.subject()).message(message));
        }
    }
}

/// Whether a policy says something about a direction. Without `policyTypes` it is about what comes in, and about what goes
/// out when it has rules for that.
fn covers(policy: Object<'_>, way: &str) -> bool {
    let Some(spec) = policy.spec() else { return false };
    match spec.get("policyTypes") {
        Some(types) => types.items().filter_map(Node::string).any(|kind| kind == way),
        None => way == "Ingress" || spec.get("egress").is_some(),
    }
}
