//! `deployment/host-process`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// A container on Windows that runs as a process of its machine.
    ///
    /// ## Why it matters
    /// It is no container at all: it has the rights of the account it runs under, on the whole machine.
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
    ///       securityContext: { windowsOptions: { hostProcess: true }, runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: RuntimeDefault } }
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
    /// ```
    pub HostProcess {
        id: "deployment/host-process",
        severity: Error,
        since: "0.1.0",
        aliases: ["polaris:hostProcess", "trivy:KSV-0103"],
        references: [("Kubernetes: Pod Security Standards", "https://kubernetes.io/docs/concepts/security/pod-security-standards/")],
    }
}

impl Rule<Manifests> for HostProcess {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for pod in set.pods() {
            let of_containers =
                pod.all_containers().map(|container| (container.subject(), container.security("windowsOptions")));
            let of_pod = std::iter::once((pod.subject(), pod.security("windowsOptions")));
            for (subject, options) in of_pod.chain(of_containers) {
                let said = options.and_then(|options| options.get("hostProcess"));
                if let Some(said) = said.filter(|said| said.boolean() == Some(true)) {
                    sink.push(
                        Finding::of::<Self>(said.key_span())
                            .subject(subject)
                            .message("it runs as a process of its machine".to_owned())
                            .help("leave `hostProcess` out, unless it manages the machine"),
                    );
                }
            }
        }
    }
}
