//! `deployment/instance-label-differs`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// An object whose label `app.kubernetes.io/instance` is not its name.
    ///
    /// ## Why it matters
    /// Dashboards and tools that group by the label show it under another name, or not at all.
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
    /// metadata: { name: orders, labels: { app.kubernetes.io/instance: orders } }
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
    /// Off until it is selected: an instance may have several objects.
    pub InstanceLabelDiffers {
        id: "deployment/instance-label-differs",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["polaris:metadataAndInstanceMismatched"],
        references: [("Kubernetes: Recommended Labels", "https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/")],
    }
}

impl Rule<Manifests> for InstanceLabelDiffers {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for pod in set.pods() {
            let object = pod.object;
            let label = object.labels().iter().find(|label| label.key == "app.kubernetes.io/instance");
            let same = label
                .is_some_and(|label| label.value.text() == Some(object.name()) || label.value.is_filled_in_later());
            if !same {
                sink.push(
                    Finding::of::<Self>(label.map_or_else(|| object.span(), |label| label.value.span()))
                        .subject(object.subject())
                        .message(format!(
                            "`{}` has no label `app.kubernetes.io/instance` with its name",
                            object.name()
                        )),
                );
            }
        }
    }
}
