//! `deployment/invalid-port-name`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// A port whose name Kubernetes does not take, or that two ports of a container share.
    ///
    /// ## Why it matters
    /// The API server refuses the object: a name has at most 15 small letters, digits and single dashes, with a
    /// letter among them.
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
    ///           ports: [{ name: http_admin_port, containerPort: 8080 }]
    ///           readinessProbe: { httpGet: { path: /ready, port: 8080 } }
    ///           livenessProbe: { httpGet: { path: /live, port: 8080 } }
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
    pub InvalidPortName {
        id: "deployment/invalid-port-name",
        severity: Error,
        since: "0.1.0",
        aliases: ["kube-linter:invalid-target-ports", "kube-score:container-ports-check"],
        references: [("RFC 6335, 5.1 Service Name Syntax", "https://www.rfc-editor.org/rfc/rfc6335#section-5.1")],
    }
}

impl Rule<Manifests> for InvalidPortName {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for container in set.containers() {
            let mut seen: Vec<&str> = Vec::new();
            for port in container.ports() {
                let Some(name) = port.name else { continue };
                let place = port.node.get("name").unwrap_or(port.node);
                if place.is_filled_in_later() {
                    continue;
                }
                let message = if !is_port_name(name) {
                    format!("`{name}` is no name for a port")
                } else if seen.contains(&name) {
                    format!("two ports of `{}` are called `{name}`", container.name())
                } else {
                    seen.push(name);
                    continue;
                };
                sink.push(Finding::of::<Self>(place.span()).subject(container.subject()).message(message));
            }
        }
        for service in set.of_kind("Service") {
            for port in service.spec().into_iter().flat_map(|spec| spec.list("ports")) {
                let target = port
                    .get("targetPort")
                    .filter(|target| target.integer().is_none() && !target.is_filled_in_later());
                let Some((target, name)) = target.and_then(|target| Some((target, target.text()?))) else { continue };
                if !is_port_name(name) {
                    let message = format!("`{name}` is no name for a port");
                    sink.push(Finding::of::<Self>(target.span()).subject(service.subject()).message(message));
                }
            }
        }
    }
}

/// Whether a text is a service name of RFC 6335, as Kubernetes asks of a port's name.
fn is_port_name(name: &str) -> bool {
    const LONGEST: usize = 15;
    let known = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=LONGEST).contains(&name.len())
        && name.bytes().all(known)
        && name.bytes().any(|byte| byte.is_ascii_lowercase())
        && !name.starts_with('-')
        && !name.ends_with('-')
        && !name.contains("--")
}
