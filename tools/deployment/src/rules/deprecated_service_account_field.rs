//! `deployment/deprecated-service-account-field`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::manifests::Manifests;
use architect_core::fix::{Edit, Fix};

declare_rule! {
    /// ## What it finds
    /// A pod that names its account in `serviceAccount`.
    ///
    /// ## Why it matters
    /// The field is an old name of `serviceAccountName` and deprecated since long; tools that read only the new one
    /// miss it.
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
    ///       serviceAccount: orders
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
    pub DeprecatedServiceAccountField {
        id: "deployment/deprecated-service-account-field",
        severity: Info,
        since: "0.1.0",
        aliases: ["kube-linter:deprecated-service-account-field"],
        references: [("Kubernetes API: PodSpec", "https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#PodSpec")],
    }
}

impl Rule<Manifests> for DeprecatedServiceAccountField {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for pod in set.pods().filter(|pod| pod.spec.get("serviceAccountName").is_none()) {
            if let Some(field) = pod.spec.entry("serviceAccount").filter(|field| !field.value.is_null()) {
                let edit = Edit { span: field.place.span(), replacement: "serviceAccountName".to_owned() };
                sink.push(
                    Finding::of::<Self>(field.place.span())
                        .subject(pod.subject())
                        .message("`serviceAccount` is an old name of `serviceAccountName`".to_owned())
                        .fix(Fix::safe("Call it `serviceAccountName`", vec![edit])),
                );
            }
        }
    }
}
