//! `deployment/missing-liveness-probe`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::kubernetes::Probe;
use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// A container that runs on and has no liveness probe.
    ///
    /// ## Why it matters
    /// One that hangs stays in service, or out of it, until somebody looks. Where a process ends on every fault by
    /// itself, it needs none.
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
    /// Off until it is selected: a probe that is too strict restarts pods that are only busy, so it is a matter of
    /// judgement.
    pub MissingLivenessProbe {
        id: "deployment/missing-liveness-probe",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["kube-linter:no-liveness-probe", "polaris:livenessProbeMissing", "checkov:CKV_K8S_8"],
        references: [("Kubernetes: Configure Liveness, Readiness and Startup Probes", "https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/")],
    }
}

impl Rule<Manifests> for MissingLivenessProbe {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for pod in set.pods().filter(|pod| !pod.runs_to_completion()) {
            for container in pod.containers().filter(|container| container.probe(Probe::Liveness).is_none()) {
                sink.push(
                    Finding::of::<Self>(container.span())
                        .subject(container.subject())
                        .message(format!("nothing restarts `{}` when it hangs", container.name()))
                        .help("add a `livenessProbe` that looks at nothing but the process itself"),
                );
            }
        }
    }
}
