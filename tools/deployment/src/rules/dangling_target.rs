//! `deployment/dangling-target`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule, nearest};

use crate::kubernetes::{Object, Selector};
use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// A HorizontalPodAutoscaler whose target is not in the set, a PodDisruptionBudget or NetworkPolicy that selects no
    /// pods of it, or a ServiceMonitor that selects none of its Services.
    ///
    /// ## Why it matters
    /// It does nothing, and nothing says so: the load that should be met, the budget or the wall is not there.
    ///
    /// ## Bad
    /// ```yaml kubernetes
    /// apiVersion: autoscaling/v2
    /// kind: HorizontalPodAutoscaler
    /// metadata:
    ///   name: orders
    ///   namespace: shop
    /// spec:
    ///   minReplicas: 3
    ///   maxReplicas: 9
    ///   scaleTargetRef:
    ///     apiVersion: apps/v1
    ///     kind: ReplicaSet
    ///     name: order
    /// ---
    /// apiVersion: apps/v1
    /// kind: ReplicaSet
    /// metadata:
    ///   name: orders
    ///   namespace: shop
    /// spec:
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
    /// apiVersion: autoscaling/v2
    /// kind: HorizontalPodAutoscaler
    /// metadata:
    ///   name: orders
    ///   namespace: shop
    /// spec:
    ///   minReplicas: 3
    ///   maxReplicas: 9
    ///   scaleTargetRef:
    ///     apiVersion: apps/v1
    ///     kind: ReplicaSet
    ///     name: orders
    /// ---
    /// apiVersion: apps/v1
    /// kind: ReplicaSet
    /// metadata:
    ///   name: orders
    ///   namespace: shop
    /// spec:
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
    /// When the set holds no pods, or custom resources that may make some, nothing is said.
    pub DanglingTarget {
        id: "deployment/dangling-target",
        severity: Error,
        since: "0.1.0",
        aliases: [
            "kube-linter:dangling-horizontalpodautoscaler",
            "kube-linter:dangling-networkpolicy",
            "kube-linter:dangling-servicemonitor",
            "kube-score:hpa-has-target",
            "kube-score:horizontalpodautoscaler-has-target",
            "kube-score:networkpolicy-targets-pod",
        ],
        references: [("Kubernetes, Horizontal Pod Autoscaling", "https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/")],
    }
}

impl Rule<Manifests> for DanglingTarget {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for monitor in set.objects().filter(|object| object.kind == "ServiceMonitor" && object.is_passive()) {
            sink_monitor(set, monitor, sink);
        }
        if set.pods().next().is_none() || set.may_make_other_pods() {
            return;
        }
        for object in set.objects() {
            match object.kind {
                "HorizontalPodAutoscaler" if object.is_built_in() => sink_target(set, object, sink),
                "PodDisruptionBudget" if object.is_built_in() => sink_selector(set, object, "selector", sink),
                "NetworkPolicy" if object.is_built_in() => sink_selector(set, object, "podSelector", sink),
                _ => {}
            }
        }
    }
}

fn sink_target(set: &Manifests, autoscaler: Object<'_>, sink: &mut Sink) {
    let Some(target) = autoscaler.spec().and_then(|spec| spec.get("scaleTargetRef")) else { return };
    let (Some(kind), Some(place)) = (target.get_string("kind"), target.get("name")) else { return };
    let Some(name) = place.text().filter(|_| !place.is_filled_in_later()) else { return };
    let of_kind = || set.objects().filter(|object| object.kind == kind && object.shares_namespace_with(autoscaler));
    if of_kind().any(|object| object.name() == name) {
        return;
    }
    let finding = Finding::of::<DanglingTarget>(place.span())
        .subject(autoscaler.subject())
        .confidence(Confidence::Medium)
        .message(format!("there is no {kind} `{name}` among these manifests to scale"));
    sink.push(match nearest::nearest(name, of_kind().map(super::super::kubernetes::Object::name)) {
        Some(near) => finding.help(format!("did you mean `{near}`?")),
        None => finding,
    });
}

/// A `ServiceMonitor` selects Services by their labels, those of its own namespace unless it says otherwise.
fn sink_monitor(set: &Manifests, monitor: Object<'_>, sink: &mut Sink) {
    let Some(spec) = monitor.spec() else { return };
    let Some(selector) = spec.get("selector").map(Selector::Full).filter(|selector| !selector.is_empty()) else {
        return;
    };
    let elsewhere = spec.get("namespaceSelector").is_some();
    let chosen = |service: Object<'_>| {
        (elsewhere || service.shares_namespace_with(monitor)) && selector.matches(service.labels())
    };
    if set.has_any("Service") && !set.of_kind("Service").any(chosen) {
        sink.push(nothing_chosen(monitor, selector, "Services"));
    }
}

fn sink_selector(set: &Manifests, object: Object<'_>, field: &str, sink: &mut Sink) {
    let Some(node) = object.spec().and_then(|spec| spec.get(field)) else { return };
    let selector = Selector::Full(node);
    // An empty selector means all pods of the namespace.
    if selector.is_empty() || set.pods_chosen(object, selector).next().is_some() {
        return;
    }
    sink.push(nothing_chosen(object, selector, "pods"));
}

fn nothing_chosen(object: Object<'_>, selector: Selector<'_>, what: &str) -> Finding {
    let labels = selector.labels();
    let place = labels.node().unwrap_or(object.node).key_span();
    let words: Vec<String> =
        labels.iter().map(|label| format!("{}={}", label.key, label.value.text().unwrap_or_default())).collect();
    Finding::of::<DanglingTarget>(place).subject(object.subject()).confidence(Confidence::Medium).message(format!(
        "no {what} have the labels that `{}` selects: {}",
        object.name(),
        words.join(", ")
    ))
}
