//! `deployment/pod-exec-permission`

use architect_core::{Finding, Rule, Sink, declare_rule};

use super::wildcard_permission;
use crate::kubernetes::Permission;
use crate::kubernetes::permission;
use crate::manifests::Manifests;
use architect_core::Declared;

declare_rule! {
    /// ## What it finds
    /// A role that lets somebody run programs in containers, or attach to them.
    ///
    /// ## Why it matters
    /// Whoever has it has every secret of every pod that it reaches, whatever else the role forbids.
    ///
    /// ## Bad
    /// ```yaml kubernetes
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: { name: orders }
    /// rules: [{ apiGroups: [""], resources: [pods/exec], verbs: [create] }]
    /// ```
    /// ## Good
    /// ```yaml kubernetes
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: { name: orders }
    /// rules: [{ apiGroups: [""], resources: [configmaps], verbs: [get, watch] }]
    /// ```
    pub PodExecPermission {
        id: "deployment/pod-exec-permission",
        severity: Warning,
        since: "0.1.0",
        aliases: ["polaris:rolePodExecAttach", "polaris:clusterrolePodExecAttach", "trivy:KSV-0053"],
        references: [("Kubernetes: Role Based Access Control Good Practices", "https://kubernetes.io/docs/concepts/security/rbac-good-practices/")],
    }
}

impl Rule<Manifests> for PodExecPermission {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for role in set.objects().filter(|object| !permission::is_built_in(*object)) {
            for permission in Permission::of(role).filter(|permission| permission.runs_programs()) {
                // What is granted with everything else is the finding about `*`.
                if permission.wildcard().is_some()
                    && sink.selection().runs(wildcard_permission::WildcardPermission::META)
                {
                    continue;
                }
                sink.push(
                    Finding::of::<Self>(permission.node.span())
                        .subject(role.subject())
                        .message(format!("`{}` lets its holders run programs in pods", role.name())),
                );
            }
        }
    }
}
