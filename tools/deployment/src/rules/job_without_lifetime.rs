//! `deployment/job-without-lifetime`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// A Job that stays for ever after it has ended.
    ///
    /// ## Why it matters
    /// Ended jobs and their pods pile up until the API server is slow.
    ///
    /// ## Bad
    /// ```yaml kubernetes
    /// apiVersion: batch/v1
    /// kind: Job
    /// metadata: { name: migrate }
    /// spec:
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
    /// ## Limits
    /// Jobs of a CronJob are removed by its history limits.
    pub JobWithoutLifetime {
        id: "deployment/job-without-lifetime",
        severity: Info,
        since: "0.1.0",
        aliases: ["kube-linter:job-ttl-seconds-after-finished"],
        references: [("Kubernetes: Automatic Cleanup for Finished Jobs", "https://kubernetes.io/docs/concepts/workloads/controllers/ttlafterfinished/")],
    }
}

impl Rule<Manifests> for JobWithoutLifetime {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for job in set.of_kind("Job") {
            // A name that is made for each run tells of one that is run by hand, and hooks are removed by who runs them.
            let hook = job.annotations().any(|annotation| {
                annotation.key.ends_with("/hook") || annotation.key.ends_with("/hook-delete-policy")
            });
            if !hook && job.spec().is_some_and(|spec| spec.get("ttlSecondsAfterFinished").is_none()) {
                sink.push(
                    Finding::of::<Self>(job.span())
                        .subject(job.subject())
                        .message(format!("nothing removes `{}` when it has ended", job.name()))
                        .help("set `ttlSecondsAfterFinished`"),
                );
            }
        }
    }
}
