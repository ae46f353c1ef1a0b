//! `deployment/missing-field`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::fault::FaultKind;
use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// A field that must be there and is not.
    ///
    /// ## Why it matters
    /// The API server refuses the whole object.
    ///
    /// ## Bad
    /// ```yaml kubernetes
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata:
    ///   name: deployers
    /// subjects:
    ///   - kind: Group
    ///     name: deployers
    /// ```
    /// ## Good
    /// ```yaml kubernetes
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata:
    ///   name: deployers
    /// subjects:
    ///   - kind: Group
    ///     name: deployers
    /// roleRef:
    ///   apiGroup: rbac.authorization.k8s.io
    ///   kind: ClusterRole
    ///   name: deployer
    /// ```
    /// ## Limits
    /// Patches for Kustomize leave out what they do not change, and are not judged.
    pub MissingField {
        id: "deployment/missing-field",
        severity: Error,
        since: "0.1.0",
        aliases: ["kube-linter:schema-validation"],
        references: [("Kubernetes API reference", "https://kubernetes.io/docs/reference/kubernetes-api/")],
    }
}

impl Rule<Manifests> for MissingField {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for fault in &set.validation().faults {
            if let FaultKind::MissingField { field, of } = &fault.kind {
                sink.push(
                    Finding::of::<MissingField>(fault.place.clone())
                        .subject(fault.subject.clone())
                        .message(format!("`{of}` needs the field `{field}`")),
                );
            }
        }
    }
}
