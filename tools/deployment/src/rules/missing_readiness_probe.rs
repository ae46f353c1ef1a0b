//! `deployment/missing-readiness-probe`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::kubernetes::Probe;
use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// A pod that serves requests and whose containers have no readiness probe.
    ///
    /// ## Why it matters
    /// It gets requests from the moment its process starts, before it listens, and in every rollout some of them
    /// fail.
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
    /// Pods of jobs serve nobody. Where the set has Services, only pods that one of them chooses are looked at. One
    /// container with a probe is enough: a pod is ready when all that have one are.
    pub MissingReadinessProbe {
        id: "deployment/missing-readiness-probe",
        severity: Warning,
        since: "0.1.0",
        aliases: ["kube-linter:no-readiness-probe", "kube-score:pod-probes", "polaris:readinessProbeMissing", "checkov:CKV_K8S_9"],
        references: [("Kubernetes: Configure Liveness, Readiness and Startup Probes", "https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/")],
    }
}

impl Rule<Manifests> for MissingReadinessProbe {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        let no_services = set.of_kind("Service").next().is_none();
        for pod in set.pods().filter(|pod| !pod.runs_to_completion()) {
            let mut staying = pod.all_containers().filter(|container| container.stays()).peekable();
            let Some(first) = staying.peek().copied() else { continue };
            // Where the set has services, pods that none of them chooses serve nobody.
            let serves = no_services || set.services_of(pod).next().is_some();
            if serves && staying.all(|container| container.probe(Probe::Readiness).is_none()) {
                sink.push(
                    Finding::of::<Self>(first.span())
                        .subject(pod.subject())
                        .message(format!(
                            "nothing says when the pods of `{}` are ready for requests",
                            pod.object.name()
                        ))
                        .help("add a `readinessProbe` to the container that serves"),
                );
            }
        }
    }
}
