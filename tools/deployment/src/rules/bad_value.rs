//! `deployment/bad-value`

use architect_core::fix::Edit;
use architect_core::{Finding, Fix, Rule, Sink, declare_rule};

use crate::fault::FaultKind;
use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// A value of the right type that its field does not take: a word that is none of those allowed, a quantity or a port
    /// that is none, data of a Secret that is not in base 64.
    ///
    /// ## Why it matters
    /// The API server refuses the whole object.
    ///
    /// ## Bad
    /// ```yaml kubernetes
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: orders
    /// spec:
    ///   type: ClusterIp
    ///   ports:
    ///     - port: 80
    /// ```
    /// ## Good
    /// ```yaml kubernetes
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: orders
    /// spec:
    ///   type: ClusterIP
    ///   ports:
    ///     - port: 80
    /// ```
    pub BadValue {
        id: "deployment/bad-value",
        severity: Error,
        since: "0.1.0",
        aliases: ["kube-linter:schema-validation"],
        references: [("Kubernetes API reference", "https://kubernetes.io/docs/reference/kubernetes-api/")],
    }
}

impl Rule<Manifests> for BadValue {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for fault in &set.validation().faults {
            let FaultKind::BadValue { message, near } = &fault.kind else { continue };
            let finding =
                Finding::of::<BadValue>(fault.place.clone()).subject(fault.subject.clone()).message(message.clone());
            sink.push(match near {
                Some(near) => {
                    let edit = Edit { span: fault.place.clone(), replacement: near.clone() };
                    finding
                        .help(format!("did you mean `{near}`?"))
                        .fix(Fix::needs_review(format!("Write `{near}`"), vec![edit]))
                }
                None => finding,
            });
        }
    }
}
