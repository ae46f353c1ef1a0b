//! `deployment/service-port-mismatch`

use architect_core::{Confidence, Finding, Rule, Severity, Sink, declare_rule};

use crate::kubernetes::{Container, Object, Pod, Selector};
use crate::manifests::Manifests;
use crate::node::Node;

declare_rule! {
    /// ## What it finds
    /// A Service that sends to a port which no container of the pods that it selects has.
    ///
    /// ## Why it matters
    /// Every connection to it is refused; with a name that no port has, the Service has no endpoints at all.
    ///
    /// ## Bad
    /// ```yaml kubernetes
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: orders
    /// spec:
    ///   selector:
    ///     app: orders
    ///   ports:
    ///     - port: 80
    ///       targetPort: 8020
    /// ---
    /// apiVersion: apps/v1
    /// kind: DaemonSet
    /// metadata:
    ///   name: orders
    ///   namespace: shop
    /// spec:
    ///   selector:
    ///     matchLabels:
    ///       app: orders
    ///   template:
    ///     metadata:
    ///       labels:
    ///         app: orders
    ///     spec:
    ///       automountServiceAccountToken: false
    ///       securityContext:
    ///         runAsNonRoot: true
    ///         runAsUser: 65532
    ///         seccompProfile:
    ///           type: RuntimeDefault
    ///       containers:
    ///         - name: orders
    ///           image: images.example/orders:1.12.3
    ///           ports:
    ///             - name: http
    ///               containerPort: 8002
    ///           securityContext:
    ///             allowPrivilegeEscalation: false
    ///             readOnlyRootFilesystem: true
    ///             capabilities:
    ///               drop: [ALL]
    ///           resources:
    ///             requests:
    ///               cpu: 50m
    ///               memory: 32Mi
    ///             limits:
    ///               memory: 128Mi
    ///           readinessProbe:
    ///             httpGet:
    ///               path: /ready
    ///               port: http
    ///           livenessProbe:
    ///             httpGet:
    ///               path: /health
    ///               port: http
    /// ```
    /// ## Good
    /// ```yaml kubernetes
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: orders
    /// spec:
    ///   selector:
    ///     app: orders
    ///   ports:
    ///     - port: 80
    ///       targetPort: http
    /// ---
    /// apiVersion: apps/v1
    /// kind: DaemonSet
    /// metadata:
    ///   name: orders
    ///   namespace: shop
    /// spec:
    ///   selector:
    ///     matchLabels:
    ///       app: orders
    ///   template:
    ///     metadata:
    ///       labels:
    ///         app: orders
    ///     spec:
    ///       automountServiceAccountToken: false
    ///       securityContext:
    ///         runAsNonRoot: true
    ///         runAsUser: 65532
    ///         seccompProfile:
    ///           type: RuntimeDefault
    ///       containers:
    ///         - name: orders
    ///           image: images.example/orders:1.12.3
    ///           ports:
    ///             - name: http
    ///               containerPort: 8002
    ///           securityContext:
    ///             allowPrivilegeEscalation: false
    ///             readOnlyRootFilesystem: true
    ///             capabilities:
    ///               drop: [ALL]
    ///           resources:
    ///             requests:
    ///               cpu: 50m
    ///               memory: 32Mi
    ///             limits:
    ///               memory: 128Mi
    ///           readinessProbe:
    ///             httpGet:
    ///               path: /ready
    ///               port: http
    ///           livenessProbe:
    ///             httpGet:
    ///               path: /health
    ///               port: http
    /// ```
    /// ## Limits
    /// A container need not declare the ports that it listens on. A number is only reported when every container of the
    /// pods declares ports of the Service's protocol, and then as a warning.
    pub ServicePortMismatch {
        id: "deployment/service-port-mismatch",
        severity: Error,
        since: "0.1.0",
        aliases: ["kube-linter:invalid-target-ports"],
        references: [("Kubernetes, Services: port definitions", "https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports")],
    }
}

impl Rule<Manifests> for ServicePortMismatch {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for service in set.of_kind("Service") {
            let Some(spec) = service.spec() else { continue };
            let Some(selector) = spec.get("selector").map(Selector::Plain).filter(|selector| !selector.is_empty())
            else {
                continue;
            };
            let chosen: Vec<Pod<'_>> = set.pods_chosen(service, selector).collect();
            if chosen.is_empty() || selector.is_open() {
                continue;
            }
            for port in spec.list("ports") {
                if let Some(finding) = of_port(service, port, &chosen) {
                    sink.push(finding);
                }
            }
        }
    }
}

fn of_port<'m>(service: Object<'m>, port: Node<'m>, pods: &[Pod<'m>]) -> Option<Finding> {
    // Without a target the port itself is one.
    let target = port.get("targetPort").or_else(|| port.get("port")).filter(|target| !target.is_filled_in_later())?;
    let protocol = port.get_string("protocol").unwrap_or("TCP");
    let containers = || pods.iter().flat_map(|pod| pod.all_containers()).filter(|container| container.stays());
    let declared = |container: Container<'m>| container.ports().filter(move |port| port.protocol == protocol);
    if containers()
        .flat_map(Container::ports)
        .any(|port| port.node.get("containerPort").is_some_and(Node::is_filled_in_later))
    {
        return None;
    }
    let text = target.text()?;
    let finding = |message: String| {
        let finding = Finding::of::<ServicePortMismatch>(target.span()).subject(service.subject()).message(message);
        let first = containers().flat_map(declared).next();
        match first {
            Some(port) => finding.related(port.node.span(), "the port of a container that it selects"),
            None => finding,
        }
    };
    if let Ok(number) = text.parse::<i64>() {
        let all_declare = containers().all(|container| declared(container).next().is_some());
        let found = containers().flat_map(declared).any(|port| port.number == Some(number));
        (all_declare && containers().next().is_some() && !found).then(|| {
            finding(format!("no container of the pods that `{}` selects has the port {number}", service.name()))
                .severity(Severity::Warning)
                .confidence(Confidence::Medium)
        })
    } else {
        let found = containers().flat_map(declared).any(|port| port.name == Some(text));
        (!found).then(|| {
            finding(format!("no container of the pods that `{}` selects has a port called `{text}`", service.name()))
        })
    }
}
