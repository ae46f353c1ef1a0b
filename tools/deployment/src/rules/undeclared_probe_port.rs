//! `deployment/undeclared-probe-port`

use architect_core::{Confidence, Finding, Rule, Severity, Sink, declare_rule};

use crate::kubernetes::{Container, Probe};
use crate::manifests::Manifests;
use crate::node::Node;

declare_rule! {
    /// ## What it finds
    /// A probe that asks a port which the container does not declare.
    ///
    /// ## Why it matters
    /// A name that no port has makes the probe fail always, so the pod never gets ready or is restarted for ever. A
    /// number beside the declared ones is most likely the old port.
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
    ///           readinessProbe: { httpGet: { path: /ready, port: web } }
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
    /// A number counts only where the container declares ports: declaring them is documentation, and a container
    /// without any may listen on all.
    pub UndeclaredProbePort {
        id: "deployment/undeclared-probe-port",
        severity: Error,
        since: "0.1.0",
        aliases: ["kube-linter:liveness-port", "kube-linter:readiness-port", "kube-linter:startup-port"],
        references: [("Kubernetes: Configure Liveness, Readiness and Startup Probes", "https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/")],
    }
}

impl Rule<Manifests> for UndeclaredProbePort {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for container in set.containers() {
            for probe in Probe::ALL {
                let Some(said) = container.probe(probe) else { continue };
                for handler in ["httpGet", "tcpSocket", "grpc"] {
                    let Some(port) = said.get(handler).and_then(|handler| handler.get("port")) else { continue };
                    if let Some(finding) = undeclared(container, probe, port) {
                        sink.push(finding);
                    }
                }
            }
        }
    }
}

fn undeclared(container: Container<'_>, probe: Probe, port: Node<'_>) -> Option<Finding> {
    let text = port.text().filter(|_| !port.is_filled_in_later())?;
    let finding = Finding::of::<UndeclaredProbePort>(port.span()).subject(container.subject());
    if let Some(number) = port.integer() {
        let mut declared = container.ports().peekable();
        declared.peek()?;
        let known = declared.any(|port| port.number.is_none_or(|known| known == number));
        (!known).then(|| {
            finding.severity(Severity::Warning).confidence(Confidence::Medium).message(format!(
                "the {} asks port {number}, which `{}` does not declare",
                probe.field(),
                container.name()
            ))
        })
    } else {
        let known = container.ports().any(|port| port.name == Some(text));
        (!known).then(|| {
            finding.message(format!(
                "the {} asks the port `{text}`, and no port of `{}` has that name",
                probe.field(),
                container.name()
            ))
        })
    }
}
