//! `deployment/service-without-pods`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule, nearest};

use crate::kubernetes::{Labels, Object, Pod, Selector};
use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// A Service whose selector chooses no pods of the set, though the set has pods.
    ///
    /// ## Why it matters
    /// It has no endpoints, so every connection to it fails, and nothing else says so.
    ///
    /// ## Bad
    /// ```yaml kubernetes
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: orders
    /// spec:
    ///   selector:
    ///     app: order
    ///   ports:
    ///     - port: 80
    ///       targetPort: 8080
    /// ---
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
    ///       targetPort: 8080
    /// ---
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
    /// ## Limits
    /// A Service without a selector has its endpoints from elsewhere. When the set holds no pods at all, or a custom
    /// resource that may make some, nothing is said.
    pub ServiceWithoutPods {
        id: "deployment/service-without-pods",
        severity: Error,
        since: "0.1.0",
        aliases: ["kube-linter:dangling-service", "kube-score:service-targets-pod"],
        references: [("Kubernetes, Services: selectors", "https://kubernetes.io/docs/concepts/services-networking/service/#defining-a-service")],
    }
}

impl Rule<Manifests> for ServiceWithoutPods {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        let pods: Vec<Pod<'_>> = set.pods().collect();
        if pods.is_empty() || set.may_make_other_pods() {
            return;
        }
        for service in set.of_kind("Service") {
            let Some(node) = service.spec().and_then(|spec| spec.get("selector")) else { continue };
            let selector = Selector::Plain(node);
            if !selector.is_empty() && set.pods_chosen(service, selector).next().is_none() {
                sink.push(unreached(service, selector, &pods).confidence(Confidence::Medium));
            }
        }
    }
}

fn unreached(service: Object<'_>, selector: Selector<'_>, pods: &[Pod<'_>]) -> Finding {
    let labels = selector.labels();
    let words: Vec<String> =
        labels.iter().map(|label| format!("{}={}", label.key, label.value.text().unwrap_or_default())).collect();
    let place = labels.node().unwrap_or(service.node);
    let finding = Finding::of::<ServiceWithoutPods>(place.key_span()).subject(service.subject()).message(format!(
        "no pods have the labels that the Service `{}` selects: {}",
        service.name(),
        words.join(", ")
    ));
    match near(labels, pods) {
        Some((key, value)) => finding.help(format!("did you mean `{key}: {value}`?")),
        None => finding,
    }
}

/// The label of pods that is nearly one of the selector's.
fn near<'m>(labels: Labels<'m>, pods: &[Pod<'m>]) -> Option<(&'m str, &'m str)> {
    labels.iter().find_map(|label| {
        let values = || pods.iter().filter_map(|pod| pod.labels().get(label.key));
        let wanted = label.value.text()?;
        if values().any(|value| value == wanted) {
            return None;
        }
        nearest::nearest(wanted, values()).map(|value| (label.key, value))
    })
}
