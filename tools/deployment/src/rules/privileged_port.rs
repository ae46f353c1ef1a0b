//! `deployment/privileged-port`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// A container that listens on a port below 1024.
    ///
    /// ## Why it matters
    /// On older machines only root can, so the container ends up with more rights than it needs. Where the Service
    /// maps the port, it has no need to.
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
    ///           ports: [{ name: http, containerPort: 80 }]
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
    /// Off until it is selected: machines that are up to date let every user listen there within a pod.
    pub PrivilegedPort {
        id: "deployment/privileged-port",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["kube-linter:privileged-ports", "trivy:KSV-0117"],
        references: [("Kubernetes: Configure a Security Context", "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/")],
    }
}

impl Rule<Manifests> for PrivilegedPort {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for container in set.containers() {
            for port in container.ports().filter(|port| port.number.is_some_and(|number| (1..1024).contains(&number)))
            {
                sink.push(
                    Finding::of::<Self>(port.node.span())
                        .subject(container.subject())
                        .message(format!(
                            "`{}` listens on port {}",
                            container.name(),
                            port.number.unwrap_or_default()
                        ))
                        .help("listen above 1024 and let the Service's `port` be the low one"),
                );
            }
        }
    }
}
