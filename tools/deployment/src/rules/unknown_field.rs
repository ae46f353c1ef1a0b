//! `deployment/unknown-field`

use architect_core::fix::Edit;
use architect_core::{Finding, Fix, Rule, Sink, declare_rule};

use crate::fault::{Fault, FaultKind};
use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// A field that the schema of Kubernetes or of Compose does not have at this place.
    ///
    /// ## Why it matters
    /// It does nothing. Compose and a strict API server refuse the file; others drop the field without a word, and with
    /// it the limit or the probe that was meant.
    ///
    /// ## Bad
    /// ```yaml kubernetes
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: orders
    /// spec:
    ///   selectors:
    ///     app: orders
    ///   ports:
    ///     - port: 80
    /// ```
    /// ```yaml compose
    /// services:
    ///   cache:
    ///     image: redis:8.2-alpine
    ///     enviroment:
    ///       TZ: UTC
    /// ```
    /// ## Good
    /// ```yaml kubernetes
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: orders
    /// spec:
    ///   selector:
    ///     app: orders
    ///   ports:
    ///     - port: 80
    /// ```
    /// ```yaml compose
    /// services:
    ///   cache:
    ///     image: redis:8.2-alpine
    ///     environment:
    ///       TZ: UTC
    /// ```
    /// ## Limits
    /// Custom resources and the `status` of objects are not judged. The schemas are those of the release that the call
    /// names, 1.37 when it names none.
    pub UnknownField {
        id: "deployment/unknown-field",
        severity: Error,
        since: "0.1.0",
        aliases: ["kube-linter:schema-validation"],
        references: [
            ("Kubernetes API reference", "https://kubernetes.io/docs/reference/kubernetes-api/"),
            ("Compose specification", "https://github.com/compose-spec/compose-spec/blob/main/spec.md"),
        ],
    }
}

impl Rule<Manifests> for UnknownField {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for fault in &set.validation().faults {
            if let FaultKind::UnknownField { field, of, near, releases } = &fault.kind {
                sink.push(unknown(fault, field, of, near.as_deref(), releases.as_deref()));
            }
        }
    }
}

fn unknown(fault: &Fault, field: &str, of: &str, near: Option<&str>, releases: Option<&str>) -> Finding {
    let finding = Finding::of::<UnknownField>(fault.place.clone()).subject(fault.subject.clone());
    let finding = match releases {
        Some(releases) => finding.message(format!("`{of}` has no field `{field}` in this release: {releases}")),
        None => finding.message(format!("`{of}` has no field `{field}`")),
    };
    match near {
        Some(near) => {
            let edit = Edit { span: fault.place.clone(), replacement: near.to_owned() };
            finding
                .help(format!("did you mean `{near}`?"))
                .fix(Fix::needs_review(format!("Write `{near}`"), vec![edit]))
        }
        None => finding,
    }
}
