//! `deployment/secret-from-environment`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// A secret that a container gets as an environment variable.
    ///
    /// ## Why it matters
    /// The environment is inherited by every program that it starts, printed by crash reports, and never changes
    /// while the pod lives.
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
    ///           env: [{ name: DATABASE_PASSWORD, valueFrom: { secretKeyRef: { name: orders, key: password, optional: true } } }]
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
    /// Off until it is selected: many frameworks read nothing else.
    pub SecretFromEnvironment {
        id: "deployment/secret-from-environment",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["kube-linter:read-secret-from-env-var", "kube-linter:env-var-secret", "checkov:CKV_K8S_35"],
        references: [("Kubernetes: Good practices for Kubernetes Secrets", "https://kubernetes.io/docs/concepts/security/secrets-good-practices/")],
    }
}

impl Rule<Manifests> for SecretFromEnvironment {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for container in set.containers() {
            let one_by_one =
                container.env().filter_map(|variable| variable.from.and_then(|from| from.get("secretKeyRef")));
            let whole = container.node.list("envFrom").filter_map(|from| from.get("secretRef"));
            for reference in one_by_one.chain(whole) {
                sink.push(
                    Finding::of::<Self>(reference.key_span())
                        .subject(container.subject())
                        .message(format!("`{}` has a secret in its environment", container.name()))
                        .help("mount it as a file"),
                );
            }
        }
    }
}
