//! `deployment/job-restart-policy`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::manifests::Manifests;
use crate::node::Node;

declare_rule! {
    /// ## What it finds
    /// Pods of a Job or CronJob whose restart policy is not `Never` or `OnFailure`.
    ///
    /// ## Why it matters
    /// The API server refuses them: `Always`, which is the default, would start what has ended again and again.
    ///
    /// ## Bad
    /// ```yaml kubernetes
    /// apiVersion: batch/v1
    /// kind: Job
    /// metadata: { name: migrate }
    /// spec:
    ///   ttlSecondsAfterFinished: 3600
    ///   template:
    ///     spec:
    ///       automountServiceAccountToken: false
    ///       securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: RuntimeDefault } }
    ///       containers:
    ///         - name: api
    ///           image: registry.example.com/orders:1.4.2
    ///           resources: { requests: { cpu: 100m, memory: 256Mi }, limits: { memory: 256Mi } }
    ///           securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }
    /// ```
    /// ## Good
    /// ```yaml kubernetes
    /// apiVersion: batch/v1
    /// kind: Job
    /// metadata: { name: migrate }
    /// spec:
    ///   ttlSecondsAfterFinished: 3600
    ///   template:
    ///     spec:
    ///       restartPolicy: Never
    ///       automountServiceAccountToken: false
    ///       securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: RuntimeDefault } }
    ///       containers:
    ///         - name: api
    ///           image: registry.example.com/orders:1.4.2
    ///           resources: { requests: { cpu: 100m, memory: 256Mi }, limits: { memory: 256Mi } }
    ///           securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }
    /// ```
    pub JobRestartPolicy {
        id: "deployment/job-restart-policy",
        severity: Error,
        since: "0.1.0",
        aliases: ["kube-score:cronjob-restartpolicy"],
        references: [("Kubernetes: Jobs, pod template", "https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-template")],
    }
}

impl Rule<Manifests> for JobRestartPolicy {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for pod in set.pods().filter(|pod| pod.object.is_any(&["Job", "CronJob"])) {
            let said = pod.spec.get("restartPolicy");
            if said
                .is_some_and(|said| matches!(said.string(), Some("Never" | "OnFailure")) || said.is_filled_in_later())
            {
                continue;
            }
            sink.push(
                Finding::of::<Self>(said.map_or_else(|| pod.span(), Node::span))
                    .subject(pod.subject())
                    .message(format!("the pods of `{}` would be restarted for ever", pod.object.name()))
                    .help("set `restartPolicy: Never` or `OnFailure`"),
            );
        }
    }
}
