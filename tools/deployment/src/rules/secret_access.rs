//! `deployment/secret-access`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::kubernetes::Permission;
use crate::kubernetes::permission;
use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// A role that lets its holders read secrets.
    ///
    /// ## Why it matters
    /// Listing secrets shows what is in them; it is the short way from one account to all others.
    ///
    /// ## Bad
    /// ```yaml kubernetes
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: { name: orders }
    /// rules: [{ apiGroups: [""], resources: [secrets], verbs: [list] }]
    /// ```
    /// ## Good
    /// ```yaml kubernetes
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: { name: orders }
    /// rules: [{ apiGroups: [""], resources: [configmaps], verbs: [get, watch] }]
    /// ```
    /// ## Limits
    /// Off until it is selected: operators and controllers live by it.
    pub SecretAccess {
        id: "deployment/secret-access",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["kube-linter:access-to-secrets", "trivy:KSV-0041", "trivy:KSV-0113"],
        references: [("Kubernetes: Role Based Access Control Good Practices", "https://kubernetes.io/docs/concepts/security/rbac-good-practices/")],
    }
}

impl Rule<Manifests> for SecretAccess {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for role in set.objects().filter(|object| !permission::is_built_in(*object)) {
            let grants =
                |permission: &Permission<'_>| permission.grants_any(&[("", "secrets")], &["get", "list", "watch"]);
            for permission in Permission::of(role).filter(grants) {
                sink.push(
                    Finding::of::<Self>(permission.node.span())
                        .subject(role.subject())
                        .message(format!("`{}` lets its holders read secrets", role.name())),
                );
            }
        }
    }
}
