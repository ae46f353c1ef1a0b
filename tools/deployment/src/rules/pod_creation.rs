//! `deployment/pod-creation`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::kubernetes::Permission;
use crate::kubernetes::permission;
use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// A role that lets its holders create pods.
    ///
    /// ## Why it matters
    /// Whoever creates a pod chooses its service account and its mounts, and so has what these have.
    ///
    /// ## Bad
    /// ```yaml kubernetes
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: { name: orders }
    /// rules: [{ apiGroups: [""], resources: [pods], verbs: [create] }]
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
    pub PodCreation {
        id: "deployment/pod-creation",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["kube-linter:access-to-create-pods"],
        references: [("Kubernetes: Role Based Access Control Good Practices", "https://kubernetes.io/docs/concepts/security/rbac-good-practices/")],
    }
}

impl Rule<Manifests> for PodCreation {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        const RESOURCES: [(&str, &str); 7] = [
            ("", "pods"),
            ("apps", "deployments"),
            ("apps", "statefulsets"),
            ("apps", "replicasets"),
            ("apps", "daemonsets"),
            ("batch", "jobs"),
            ("batch", "cronjobs"),
        ];
        for role in set.objects().filter(|object| !permission::is_built_in(*object)) {
            let grants = |permission: &Permission<'_>| permission.grants_any(&RESOURCES, &["create"]);
            for permission in Permission::of(role).filter(grants) {
                sink.push(
                    Finding::of::<Self>(permission.node.span())
                        .subject(role.subject())
                        .message(format!("`{}` lets its holders create pods", role.name())),
                );
            }
        }
    }
}
