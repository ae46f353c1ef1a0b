//! `deployment/pod-exec-binding`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::kubernetes::Permission;
use crate::kubernetes::permission;
use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// A binding to a role of the set that lets somebody run programs in containers.
    ///
    /// ## Why it matters
    /// Whoever has it has every secret of every pod that it reaches.
    ///
    /// ## Bad
    /// ```yaml kubernetes
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: { name: orders }
    /// # architect:ignore deployment/pod-exec-permission
    /// rules: [{ apiGroups: [""], resources: [pods/exec], verbs: [create] }]
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRoleBinding
    /// metadata: { name: orders }
    /// roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: orders }
    /// subjects: [{ kind: ServiceAccount, name: orders, namespace: shop }]
    /// ```
    /// ## Good
    /// ```yaml kubernetes
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: { name: orders }
    /// rules: [{ apiGroups: [""], resources: [configmaps], verbs: [get, watch] }]
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRoleBinding
    /// metadata: { name: orders }
    /// roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: orders }
    /// subjects: [{ kind: ServiceAccount, name: orders, namespace: shop }]
    /// ```
    /// ## Limits
    /// Off until it is selected: `pod-exec-permission` tells of the role.
    pub PodExecBinding {
        id: "deployment/pod-exec-binding",
        severity: Warning,
        since: "0.1.0",
        default: false,
        aliases: ["polaris:clusterrolebindingPodExecAttach", "polaris:rolebindingClusterRolePodExecAttach", "polaris:rolebindingRolePodExecAttach"],
        references: [("Kubernetes: Role Based Access Control Good Practices", "https://kubernetes.io/docs/concepts/security/rbac-good-practices/")],
    }
}

impl Rule<Manifests> for PodExecBinding {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for binding in set.objects().filter(|object| object.is_any(&["RoleBinding", "ClusterRoleBinding"])) {
            let Some(role) = set.role_of(binding).filter(|_| !permission::is_built_in(binding)) else { continue };
            if Permission::of(role).any(Permission::runs_programs) {
                sink.push(
                    Finding::of::<Self>(binding.span())
                        .subject(binding.subject())
                        .message(format!("`{}` gives a role that runs programs in pods", binding.name()))
                        .related(role.span(), "the role"),
                );
            }
        }
    }
}
