//! Who is meant by whom: the services, autoscalers, budgets and policies of pods, seen across the files of a set.

use crate::kubernetes::{Object, Pod, Selector};
use crate::manifests::Manifests;

impl Manifests {
    /// The services whose selector chooses pods.
    pub fn services_of<'m>(&'m self, pod: Pod<'m>) -> impl Iterator<Item = Object<'m>> {
        self.of_kind("Service").filter(move |service| {
            let selector = service.spec().and_then(|spec| spec.get("selector")).map(Selector::Plain);
            service.shares_namespace_with(pod.object) && selects(selector, pod)
        })
    }

    /// The budgets whose selector chooses pods.
    pub fn budgets_of<'m>(&'m self, pod: Pod<'m>) -> impl Iterator<Item = Object<'m>> {
        self.of_kind("PodDisruptionBudget").filter(move |budget| {
            let selector = budget.spec().and_then(|spec| spec.get("selector")).map(Selector::Full);
            budget.shares_namespace_with(pod.object) && selects(selector, pod)
        })
    }

    /// The network policies that hold for pods: one with an empty selector holds for all of its namespace.
    pub fn policies_of<'m>(&'m self, pod: Pod<'m>) -> impl Iterator<Item = Object<'m>> {
        self.of_kind("NetworkPolicy").filter(move |policy| {
            let selector = policy.spec().and_then(|spec| spec.get("podSelector")).map(Selector::Full);
            let all = policy.spec().is_some_and(|spec| spec.entry("podSelector").is_some())
                && selector.is_none_or(Selector::is_empty);
            policy.shares_namespace_with(pod.object) && (all || selects(selector, pod))
        })
    }

    /// The autoscaler that sets the number of an object's pods.
    pub fn autoscaler_of<'m>(&'m self, object: Object<'m>) -> Option<Object<'m>> {
        self.of_kind("HorizontalPodAutoscaler").find(|autoscaler| {
            let target = autoscaler.spec().and_then(|spec| spec.get("scaleTargetRef"));
            autoscaler.shares_namespace_with(object)
                && target.is_some_and(|target| {
                    target.get_text("kind") == Some(object.kind) && target.get_text("name") == Some(object.name())
                })
        })
    }

    /// The role that a binding gives, when it is in the set.
    pub fn role_of<'m>(&'m self, binding: Object<'m>) -> Option<Object<'m>> {
        let target = binding.node.get("roleRef")?;
        let (kind, name) = (target.get_text("kind")?, target.get_text("name")?);
        self.objects().find(|role| {
            let reached = role.kind == "ClusterRole" || role.shares_namespace_with(binding);
            role.is(kind) && role.name() == name && reached
        })
    }

    /// The fewest pods of an object at any time: its autoscaler's minimum, or its own number; `None` when a template
    /// fills it in, or the object has none.
    pub fn fewest_pods_of(&self, object: Object<'_>) -> Option<i64> {
        let (number, default) = match self.autoscaler_of(object) {
            Some(autoscaler) => (autoscaler.spec().and_then(|spec| spec.get("minReplicas")), 1),
            None => (object.spec().and_then(|spec| spec.get("replicas")), 1),
        };
        number.map_or(Some(default), crate::node::Node::integer)
    }
}

/// A selector that asks for nothing chooses nothing, unless it is a policy's.
fn selects(selector: Option<Selector<'_>>, pod: Pod<'_>) -> bool {
    selector.is_some_and(|selector| !selector.is_empty() && selector.matches(pod.labels()))
}
