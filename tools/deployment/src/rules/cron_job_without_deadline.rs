//! `deployment/cron-job-without-deadline`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// A CronJob without `startingDeadlineSeconds`.
    ///
    /// ## Why it matters
    /// After a hundred missed starts the controller gives the CronJob up; with a deadline only those within it are
    /// counted.
    ///
    /// ## Bad
    /// ```yaml kubernetes
    /// apiVersion: batch/v1
    /// kind: CronJob
    /// metadata: { name: report }
    /// spec:
    ///   schedule: "15 3 * * *"
    ///   jobTemplate:
    ///     spec:
    ///       template:
    ///         spec:
    ///           restartPolicy: Never
    ///           automountServiceAccountToken: false
    ///           securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: RuntimeDefault } }
    ///           containers:
    ///             - name: api
    ///               image: registry.example.com/orders:1.4.2
    ///               resources: { requests: { cpu: 100m, memory: 256Mi }, limits: { memory: 256Mi } }
    ///               securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }
    /// ```
    /// ## Good
    /// ```yaml kubernetes
    /// apiVersion: batch/v1
    /// kind: CronJob
    /// metadata: { name: report }
    /// spec:
    ///   schedule: "15 3 * * *"
    ///   startingDeadlineSeconds: 600
    ///   jobTemplate:
    ///     spec:
    ///       template:
    ///         spec:
    ///           restartPolicy: Never
    ///           automountServiceAccountToken: false
    ///           securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: RuntimeDefault } }
    ///           containers:
    ///             - name: api
    ///               image: registry.example.com/orders:1.4.2
    ///               resources: { requests: { cpu: 100m, memory: 256Mi }, limits: { memory: 256Mi } }
    ///               securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }
    /// ```
    /// ## Limits
    /// Off until it is selected: controllers are rarely away for a hundred runs.
    pub CronJobWithoutDeadline {
        id: "deployment/cron-job-without-deadline",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["kube-score:cronjob-has-deadline"],
        references: [("Kubernetes: CronJob, deadline for delayed start", "https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#starting-deadline")],
    }
}

impl Rule<Manifests> for CronJobWithoutDeadline {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for job in set.of_kind("CronJob") {
            if job.spec().is_some_and(|spec| spec.get("startingDeadlineSeconds").is_none()) {
                sink.push(
                    Finding::of::<Self>(job.span())
                        .subject(job.subject())
                        .message(format!("`{}` has no deadline for its start", job.name()))
                        .help("set `startingDeadlineSeconds`"),
                );
            }
        }
    }
}
