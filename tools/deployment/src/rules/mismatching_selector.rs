//! `deployment/mismatching-selector`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::kubernetes::{Object, Selector};
use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// A Deployment, StatefulSet, DaemonSet or ReplicaSet whose selector does not choose the pods of its own template.
    ///
    /// ## Why it matters
    /// The API server refuses the object.
    ///
    /// ## Bad
    /// ```yaml kubernetes
    /// apiVersion: apps/v1
    /// kind: ReplicaSet
    /// metadata:
    ///   name: orders
    /// spec:
    ///   replicas: 0
    ///   selector:
    ///     matchLabels:
    ///       app: order
    ///   template:
    ///     metadata:
    ///       labels:
    ///         app: orders
    ///     spec:
    ///       containers: []
    /// ```
    /// ## Good
    /// ```yaml kubernetes
    /// apiVersion: apps/v1
    /// kind: ReplicaSet
    /// metadata:
    ///   name: orders
    /// spec:
    ///   replicas: 0
    ///   selector:
    ///     matchLabels:
    ///       app: orders
    ///   template:
    ///     metadata:
    ///       labels:
    ///         app: orders
    ///     spec:
    ///       containers: []
    /// ```
    pub MismatchingSelector {
        id: "deployment/mismatching-selector",
        severity: Error,
        since: "0.1.0",
        aliases: [
            "kube-linter:mismatching-selector",
            "kube-score:deployment-pod-selector-labels-match-template-metadata-labels",
            "kube-score:statefulset-pod-selector-labels-match-template-metadata-labels",
        ],
        references: [("Kubernetes, Deployments: selector", "https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#selector")],
    }
}

impl Rule<Manifests> for MismatchingSelector {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        let kinds = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"];
        for object in set.objects().filter(|object| object.is_any(&kinds)) {
            sink_mismatch(object, sink);
        }
    }
}

fn sink_mismatch(object: Object<'_>, sink: &mut Sink) {
    let (Some(pod), Some(node)) = (object.pod(), object.spec().and_then(|spec| spec.get("selector"))) else { return };
    let selector = Selector::Full(node);
    if selector.matches(pod.labels()) {
        return;
    }
    let finding = Finding::of::<MismatchingSelector>(node.key_span()).subject(object.subject());
    let finding = match selector.misses(pod.labels()).first() {
        Some((wanted, Some(there))) => {
            let asks = format!("{}={}", wanted.key, wanted.value.text().unwrap_or_default());
            let message = format!("the selector asks for `{asks}`, the template has `{}={there}`", wanted.key);
            finding.message(message)
        }
        Some((wanted, None)) => {
            let message =
                format!("the selector asks for the label `{}`, which the template does not have", wanted.key);
            finding.message(message)
        }
        None => finding.message("the selector does not choose the pods of its own template"),
    };
    let labels = pod.labels().node().unwrap_or(pod.template);
    sink.push(finding.related(labels.key_span(), "the labels of the template"));
}
