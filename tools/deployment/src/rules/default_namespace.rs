//! `deployment/default-namespace`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// An object in the namespace `default`, or in none.
    ///
    /// ## Why it matters
    /// Quotas, policies and permissions are given by namespace; what lies in `default` shares them with everything.
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
    /// metadata: { name: orders, namespace: shop }
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
    /// Off until it is selected: a manifest without one is applied to whichever namespace is chosen then.
    pub DefaultNamespace {
        id: "deployment/default-namespace",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["kube-linter:use-namespace", "checkov:CKV_K8S_21", "trivy:KSV-0110"],
        references: [("Kubernetes: Namespaces", "https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/")],
    }
}

impl Rule<Manifests> for DefaultNamespace {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        const KINDS: [&str; 11] = [
            "ConfigMap",
            "CronJob",
            "DaemonSet",
            "Deployment",
            "Ingress",
            "Job",
            "Pod",
            "Role",
            "Secret",
            "Service",
            "StatefulSet",
        ];
        for object in set.objects().filter(|object| object.is_any(&KINDS)) {
            if object.namespace().is_none_or(|namespace| namespace == "default") {
                sink.push(
                    Finding::of::<Self>(object.span())
                        .subject(object.subject())
                        .message(format!("`{}` lies in the default namespace", object.name())),
                );
            }
        }
    }
}
