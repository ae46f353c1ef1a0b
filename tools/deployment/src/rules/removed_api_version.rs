//! `deployment/removed-api-version`

use architect_core::fix::Edit;
use architect_core::{Finding, Fix, Rule, Sink, declare_rule};

use crate::fault::FaultKind;
use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// An API version that the release of Kubernetes no longer serves.
    ///
    /// ## Why it matters
    /// The object cannot be applied any more; what is in the cluster stays until somebody has to change it, which is
    /// seldom a quiet moment.
    ///
    /// ## Bad
    /// ```yaml kubernetes
    /// apiVersion: policy/v1beta1
    /// kind: PodDisruptionBudget
    /// metadata:
    ///   name: orders
    /// spec:
    ///   maxUnavailable: 1
    ///   selector:
    ///     matchLabels:
    ///       app: orders
    /// ```
    /// ## Good
    /// ```yaml kubernetes
    /// apiVersion: policy/v1
    /// kind: PodDisruptionBudget
    /// metadata:
    ///   name: orders
    /// spec:
    ///   maxUnavailable: 1
    ///   unhealthyPodEvictionPolicy: AlwaysAllow
    ///   selector:
    ///     matchLabels:
    ///       app: orders
    /// ```
    /// ## Limits
    /// Of an object in such a version, the fields are not judged.
    pub RemovedApiVersion {
        id: "deployment/removed-api-version",
        severity: Error,
        since: "0.1.0",
        aliases: ["kube-linter:no-extensions-v1beta", "kube-score:stable-version"],
        references: [("Kubernetes, Deprecated API Migration Guide", "https://kubernetes.io/docs/reference/using-api/deprecation-guide/")],
    }
}

impl Rule<Manifests> for RemovedApiVersion {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for fault in &set.validation().faults {
            let FaultKind::RemovedVersion { message, replacement, same_fields } = &fault.kind else { continue };
            let finding = Finding::of::<RemovedApiVersion>(fault.place.clone())
                .subject(fault.subject.clone())
                .message(message.clone());
            sink.push(match replacement {
                Some(to) if *same_fields => {
                    let edit = Edit { span: fault.place.clone(), replacement: to.clone() };
                    finding
                        .help(format!("`{to}` has the same fields"))
                        .fix(Fix::needs_review(format!("Move to `{to}`"), vec![edit]))
                }
                Some(to) => finding.help(format!("move to `{to}`, where some fields are others")),
                None => finding.help("it has no successor; what it did is done otherwise now"),
            });
        }
    }
}
