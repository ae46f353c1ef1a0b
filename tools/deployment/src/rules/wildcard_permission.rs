//! `deployment/wildcard-permission`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::kubernetes::Permission;
use crate::kubernetes::permission;
use crate::manifests::Manifests;
use crate::node::Node;

declare_rule! {
    /// ## What it finds
    /// A role with `*` for verbs, resources or API groups.
    ///
    /// ## Why it matters
    /// It also holds for whatever the next version of the cluster or the next custom resource brings.
    ///
    /// ## Bad
    /// ```yaml kubernetes
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: { name: orders }
    /// rules: [{ apiGroups: [""], resources: [configmaps], verbs: ["*"] }]
    /// ```
    /// ## Good
    /// ```yaml kubernetes
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: { name: orders }
    /// rules: [{ apiGroups: [""], resources: [configmaps], verbs: [get, watch] }]
    /// ```
    pub WildcardPermission {
        id: "deployment/wildcard-permission",
        severity: Warning,
        since: "0.1.0",
        aliases: ["kube-linter:wildcard-in-rules", "checkov:CKV_K8S_49", "trivy:KSV-0044", "trivy:KSV-0045", "trivy:KSV-0046"],
        references: [("Kubernetes: Role Based Access Control Good Practices", "https://kubernetes.io/docs/concepts/security/rbac-good-practices/")],
    }
}

impl Rule<Manifests> for WildcardPermission {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for role in set.objects().filter(|object| !permission::is_built_in(*object)) {
            for permission in Permission::of(role) {
                if let Some(star) = permission.wildcard() {
                    sink.push(
                        Finding::of::<Self>(star.span())
                            .subject(role.subject())
                            .message(format!(
                                "`{}` has `*` in `{}`",
                                role.name(),
                                star.parent().and_then(Node::key).unwrap_or_default()
                            ))
                            .help("name what is needed"),
                    );
                }
            }
        }
    }
}
