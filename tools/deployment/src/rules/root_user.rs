//! `deployment/root-user`

use architect_core::{Finding, Rule, Severity, Sink, declare_rule};

use crate::kubernetes::Container;
use crate::manifests::Manifests;
use crate::node::Node;

declare_rule! {
    /// ## What it finds
    /// A container that runs as root, or that may: neither `runAsNonRoot: true` nor a `runAsUser` other than 0 holds for it.
    ///
    /// ## Why it matters
    /// A hole in the program or in the kernel then gives root. What the image says is not known to the cluster, and
    /// another image may come under the same name tomorrow.
    ///
    /// ## Bad
    /// ```yaml kubernetes
    /// apiVersion: batch/v1
    /// kind: Job
    /// metadata: { name: report }
    /// spec:
    ///   ttlSecondsAfterFinished: 3600
    ///   template:
    ///     spec:
    ///       restartPolicy: Never
    ///       automountServiceAccountToken: false
    ///       securityContext: { seccompProfile: { type: RuntimeDefault } }
    ///       containers:
    ///         - name: report
    ///           image: registry.example.com/report:1.4.2
    ///           resources: { requests: { cpu: 100m, memory: 256Mi }, limits: { memory: 256Mi } }
    ///           securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }
    /// ```
    /// ## Good
    /// ```yaml kubernetes
    /// apiVersion: batch/v1
    /// kind: Job
    /// metadata: { name: report }
    /// spec:
    ///   ttlSecondsAfterFinished: 3600
    ///   template:
    ///     spec:
    ///       restartPolicy: Never
    ///       automountServiceAccountToken: false
    ///       securityContext: { runAsNonRoot: true, seccompProfile: { type: RuntimeDefault } }
    ///       containers:
    ///         - name: report
    ///           image: registry.example.com/report:1.4.2
    ///           resources: { requests: { cpu: 100m, memory: 256Mi }, limits: { memory: 256Mi } }
    ///           securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }
    /// ```
    /// ## Limits
    /// A pod that says root outright is an error, one that says nothing a warning. Pods on Windows and in a user namespace
    /// (`hostUsers: false`) are not reported.
    pub RootUser {
        id: "deployment/root-user",
        severity: Warning,
        since: "0.1.0",
        aliases: ["kube-linter:run-as-non-root", "polaris:runAsRootAllowed", "checkov:CKV_K8S_23", "checkov:CKV_K8S_6", "trivy:KSV-0012"],
        references: [("Kubernetes: Pod Security Standards", "https://kubernetes.io/docs/concepts/security/pod-security-standards/")],
    }
}

impl Rule<Manifests> for RootUser {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for container in set.containers() {
            let pod = container.pod;
            let apart = pod.spec.get_boolean("hostUsers") == Some(false);
            if !apart
                && !pod.is_windows()
                && let Some(finding) = judge(container)
            {
                sink.push(finding);
            }
        }
    }
}

fn judge(container: Container<'_>) -> Option<Finding> {
    let user = container.effective_security("runAsUser");
    let non_root = container.effective_security("runAsNonRoot");
    if user.into_iter().chain(non_root).any(Node::is_filled_in_later) {
        return None;
    }
    let says_non_root = non_root.and_then(Node::boolean) == Some(true);
    let finding = |place| Finding::of::<RootUser>(place).subject(container.subject());
    let help = "set `securityContext.runAsNonRoot: true`, with a numeric user in the image or in `runAsUser`";
    match user.and_then(|node| node.integer().map(|number| (node, number))) {
        Some((node, 0)) if says_non_root => {
            let message = format!("`{}` is to run as root and not to, so it is not started", container.name());
            Some(finding(node.span()).severity(Severity::Error).message(message))
        }
        Some((node, 0)) => {
            let message = format!("`{}` runs as root", container.name());
            Some(finding(node.span()).severity(Severity::Error).message(message).help(help))
        }
        Some(_) => None,
        None if says_non_root => None,
        None => {
            let place = non_root.map_or_else(|| container.span(), Node::key_span);
            Some(finding(place).message(format!("`{}` may run as root", container.name())).help(help))
        }
    }
}
