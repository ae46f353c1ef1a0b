//! `deployment/wrong-type`

use architect_core::fix::Edit;
use architect_core::{Finding, Fix, Rule, Sink, Span, declare_rule};

use crate::fault::FaultKind;
use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// A value of another type than its field takes: a number for a string, text for a number, a mapping for a list.
    ///
    /// ## Why it matters
    /// The whole object is refused. The usual case is a number or `true` in `env`, labels or annotations, which take
    /// strings and so want quotes.
    ///
    /// ## Bad
    /// ```yaml kubernetes
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata:
    ///   name: orders
    /// data:
    ///   PORT: 8080
    /// ```
    /// ## Good
    /// ```yaml kubernetes
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata:
    ///   name: orders
    /// data:
    ///   PORT: "8080"
    /// ```
    /// ## Limits
    /// A value that a template or a variable fills in is not judged.
    pub WrongType {
        id: "deployment/wrong-type",
        severity: Error,
        since: "0.1.0",
        aliases: ["kube-linter:schema-validation"],
        references: [("Kubernetes API reference", "https://kubernetes.io/docs/reference/kubernetes-api/")],
    }
}

impl Rule<Manifests> for WrongType {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for fault in &set.validation().faults {
            let FaultKind::WrongType { field, wanted, found } = &fault.kind else { continue };
            let name = if field.is_empty() { "the file".to_owned() } else { format!("`{field}`") };
            let finding = Finding::of::<WrongType>(fault.place.clone())
                .subject(fault.subject.clone())
                .message(format!("{name} takes {wanted}, and this is {found}"));
            sink.push(match &fault.ends {
                // The value itself is not repeated: it may be a secret.
                Some(ends) => {
                    let edit = |end: &Span| Edit { span: end.clone(), replacement: "\"".to_owned() };
                    finding.fix(Fix::safe("Put it in quotes", ends.iter().map(edit).collect()))
                }
                None => finding,
            });
        }
    }
}
