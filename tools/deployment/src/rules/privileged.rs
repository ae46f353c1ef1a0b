//! `deployment/privileged`

use architect_core::fix::Edit;
use architect_core::{Finding, Fix, Rule, Sink, declare_rule};

use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// A container that runs privileged: with every capability, all devices of the host, and no confinement.
    ///
    /// ## Why it matters
    /// Whoever gets into it owns the machine, and with it everything else that runs there.
    ///
    /// ## Bad
    /// ```yaml compose
    /// services:
    ///   agent:
    ///     image: images.example/agent:2.4.1
    ///     privileged: true
    /// ```
    /// ## Good
    /// ```yaml compose
    /// services:
    ///   agent:
    ///     image: images.example/agent:2.4.1
    ///     cap_add: [SYS_NICE]
    /// ```
    pub Privileged {
        id: "deployment/privileged",
        severity: Error,
        since: "0.1.0",
        aliases: [
            "kube-linter:privileged-container",
            "kube-score:container-security-context-privileged",
            "polaris:runAsPrivileged",
            "checkov:CKV_K8S_16",
            "trivy:KSV-0017",
        ],
        references: [("Kubernetes, Pod Security Standards", "https://kubernetes.io/docs/concepts/security/pod-security-standards/")],
    }
}

impl Rule<Manifests> for Privileged {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for workload in set.workloads() {
            if let Some(said) = workload.privileged() {
                let edit = Edit { span: said.span(), replacement: "false".to_owned() };
                sink.push(
                    Finding::of::<Privileged>(said.key_span())
                        .subject(workload.subject())
                        .message(format!("{} runs privileged", workload.title()))
                        .help("give it the one capability or device that it needs")
                        .fix(Fix::needs_review("Run it unprivileged", vec![edit])),
                );
            }
        }
    }
}
