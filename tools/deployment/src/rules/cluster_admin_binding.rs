//! `deployment/cluster-admin-binding`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::kubernetes::Permission;
use crate::kubernetes::permission;
use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// A binding to `cluster-admin`, or to a role of the set that is for everything.
    ///
    /// ## Why it matters
    /// One stolen token is then the whole cluster.
    ///
    /// ## Bad
    /// ```yaml kubernetes
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRoleBinding
    /// metadata: { name: orders }
    /// roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin }
    /// subjects: [{ kind: ServiceAccount, name: orders, namespace: shop }]
    /// ```
    /// ## Good
    /// ```yaml kubernetes
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRoleBinding
    /// metadata: { name: orders }
    /// roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view }
    /// subjects: [{ kind: ServiceAccount, name: orders, namespace: shop }]
    /// ```
    pub ClusterAdminBinding {
        id: "deployment/cluster-admin-binding",
        severity: Warning,
        since: "0.1.0",
        aliases: ["kube-linter:cluster-admin-role-binding", "polaris:clusterrolebindingClusterAdmin", "polaris:rolebindingClusterAdminClusterRole", "polaris:rolebindingClusterAdminRole", "trivy:KSV-0111"],
        references: [("Kubernetes: Role Based Access Control Good Practices", "https://kubernetes.io/docs/concepts/security/rbac-good-practices/")],
    }
}

impl Rule<Manifests> for ClusterAdminBinding {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for binding in set.objects().filter(|object| object.is_any(&["RoleBinding", "ClusterRoleBinding"])) {
            let Some(target) = binding.node.get("roleRef").filter(|_| !permission::is_built_in(binding)) else {
                continue;
            };
            let cluster_admin =
                target.get_text("kind") == Some("ClusterRole") && target.get_text("name") == Some("cluster-admin");
            let everything =
                set.role_of(binding).is_some_and(|role| Permission::of(role).any(Permission::is_everything));
            if cluster_admin || everything {
                sink.push(
                    Finding::of::<Self>(target.key_span())
                        .subject(binding.subject())
                        .message(format!("`{}` lets its subjects do everything", binding.name()))
                        .help("bind a role with what they need"),
                );
            }
        }
    }
}
