//! `deployment/stateful-set-without-service`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::kubernetes::Object;
use crate::manifests::Manifests;
use crate::node::Node;

declare_rule! {
    /// ## What it finds
    /// A StatefulSet whose headless Service is not there, or is none.
    ///
    /// ## Why it matters
    /// Its pods have no names of their own then, and that is what a StatefulSet is for.
    ///
    /// ## Bad
    /// ```yaml kubernetes
    /// apiVersion: apps/v1
    /// kind: StatefulSet
    /// metadata: { name: orders }
    /// spec:
    ///   serviceName: orders
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
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: orders }
    /// spec:
    ///   selector: { app: orders }
    ///   ports: [{ port: 80, targetPort: http }]
    /// ```
    /// ## Good
    /// ```yaml kubernetes
    /// apiVersion: apps/v1
    /// kind: StatefulSet
    /// metadata: { name: orders }
    /// spec:
    ///   serviceName: orders
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
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: orders }
    /// spec:
    ///   clusterIP: None
    ///   selector: { app: orders }
    ///   ports: [{ port: 80, targetPort: http }]
    /// ```
    /// ## Limits
    /// A set without any Service is not looked at: they are kept elsewhere.
    pub StatefulSetWithoutService {
        id: "deployment/stateful-set-without-service",
        severity: Error,
        since: "0.1.0",
        aliases: ["kube-score:statefulset-has-servicename"],
        references: [("Kubernetes: StatefulSets, stable network ID", "https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-network-id")],
    }
}

impl Rule<Manifests> for StatefulSetWithoutService {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        // A set without any Service has them elsewhere.
        if !set.has_any("Service") {
            return;
        }
        for object in set.of_kind("StatefulSet") {
            let Some(pod) = object.pod() else { continue };
            let said =
                object.spec().and_then(|spec| spec.get("serviceName")).filter(|said| !said.is_filled_in_later());
            let Some(name) = said.and_then(Node::text) else { continue };
            let place = said.unwrap_or(object.node);
            let finding = Finding::of::<Self>(place.span()).subject(object.subject());
            let named = |service: &Object<'_>| service.name() == name && service.shares_namespace_with(object);
            match set.of_kind("Service").find(named) {
                None => sink.push(
                    finding
                        .confidence(Confidence::Medium)
                        .message(format!("there is no Service `{name}` for the names of its pods")),
                ),
                Some(service) if service.spec().and_then(|spec| spec.get_text("clusterIP")) != Some("None") => sink
                    .push(
                        finding
                            .message(format!("the Service `{name}` is not headless, so the pods get no names"))
                            .help("set `clusterIP: None` in the Service")
                            .related(service.span(), "the Service"),
                    ),
                Some(service) if !set.services_of(pod).any(|chosen| chosen.node == service.node) => sink.push(
                    finding
                        .message(format!("the Service `{name}` does not choose the pods of `{}`", object.name()))
                        .related(service.span(), "the Service"),
                ),
                Some(_) => {}
            }
        }
    }
}
