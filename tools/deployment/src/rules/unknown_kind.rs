//! `deployment/unknown-kind`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::fault::FaultKind;
use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// An object whose kind its API version does not have, in a group of Kubernetes itself.
    ///
    /// ## Why it matters
    /// The API server does not know it, and refuses it.
    ///
    /// ## Bad
    /// ```yaml kubernetes
    /// apiVersion: apps/v1
    /// kind: Service
    /// metadata:
    ///   name: orders
    /// spec:
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
    ///   ports:
    ///     - port: 80
    /// ```
    /// ## Limits
    /// Groups of others hold custom resources, which are not judged.
    pub UnknownKind {
        id: "deployment/unknown-kind",
        severity: Error,
        since: "0.1.0",
        aliases: ["kube-linter:schema-validation"],
        references: [("Kubernetes API reference", "https://kubernetes.io/docs/reference/kubernetes-api/")],
    }
}

impl Rule<Manifests> for UnknownKind {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for fault in &set.validation().faults {
            if let FaultKind::UnknownKind { message, help } = &fault.kind {
                let finding = Finding::of::<UnknownKind>(fault.place.clone())
                    .subject(fault.subject.clone())
                    .message(message.clone());
                sink.push(match help {
                    Some(help) => finding.help(help.clone()),
                    None => finding,
                });
            }
        }
    }
}
