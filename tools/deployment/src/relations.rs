//! Who is meant by whom: the services, autoscalers, budgets and policies of pods, seen across the files of a set.

use std::collections::{BTreeMap, BTreeSet};

use crate::kubernetes::{Labels, Object, Pod, Selector};
use crate::manifests::Manifests;

/// Numbers of objects by a label that they have or ask for, so that who chooses whom is found without holding each
/// selector against all pods.
#[derive(Debug, Default)]
struct ByLabel {
    labels: BTreeMap<(String, String), Vec<usize>>,
    /// Those of which no label can be named: it is filled in later, or there is none.
    others: Vec<usize>,
}

impl ByLabel {
    /// Those that may have to do with one of some labels, in their order.
    fn near(&self, labels: Labels<'_>) -> BTreeSet<usize> {
        let by_label = labels.iter().filter_map(|label| {
            self.labels.get(&(label.key.to_owned(), label.value.text().unwrap_or_default().to_owned()))
        });
        by_label.flatten().chain(&self.others).copied().collect()
    }

    fn all(&self) -> BTreeSet<usize> {
        self.labels.values().flatten().chain(&self.others).copied().collect()
    }
}

/// Pods, and what chooses them.
#[derive(Debug, Default)]
pub(crate) struct Choices {
    pods: ByLabel,
    services: ByLabel,
    budgets: ByLabel,
    policies: ByLabel,
}

impl Choices {
    fn of(set: &Manifests) -> Self {
        let mut choices = Self::default();
        for (index, object) in set.objects().enumerate() {
            if let Some(pod) = object.pod() {
                note(&mut choices.pods, index, pod.labels(), usize::MAX);
            }
            let Some(selector) = selector_of(object) else { continue };
            let chooser = match object.kind {
                "Service" => &mut choices.services,
                "PodDisruptionBudget" => &mut choices.budgets,
                _ => &mut choices.policies,
            };
            // All labels of a selector must be there: the first is enough to find it by.
            note(chooser, index, selector.labels(), 1);
        }
        choices
    }
}

fn note(by_label: &mut ByLabel, index: usize, labels: Labels<'_>, most: usize) {
    if labels.is_open() || labels.is_empty() {
        by_label.others.push(index);
        return;
    }
    for label in labels.iter().take(most) {
        let value = label.value.text().unwrap_or_default().to_owned();
        by_label.labels.entry((label.key.to_owned(), value)).or_default().push(index);
    }
}

/// The selector by which an object chooses pods.
fn selector_of(object: Object<'_>) -> Option<Selector<'_>> {
    let spec = object.spec().filter(|_| object.is_built_in())?;
    match object.kind {
        "Service" => spec.get("selector").map(Selector::Plain),
        "PodDisruptionBudget" => spec.get("selector").map(Selector::Full),
        // Nothing behind the key chooses all, as `{}` does.
        "NetworkPolicy" => spec.entry("podSelector").map(|field| Selector::Full(field.value)),
        _ => None,
    }
}

impl Manifests {
    fn choices(&self) -> &Choices {
        self.choices.get_or_init(|| Choices::of(self))
    }

    /// The pods that a selector of an object chooses; none when it asks for nothing.
    pub fn pods_chosen<'m>(&'m self, by: Object<'m>, selector: Selector<'m>) -> impl Iterator<Item = Pod<'m>> {
        let pods = &self.choices().pods;
        let wanted = selector.labels();
        let near = if selector.is_open() || wanted.is_empty() { pods.all() } else { pods.near(wanted) };
        let pods = near.into_iter().filter_map(|index| self.object(index)?.pod());
        pods.filter(move |pod| by.shares_namespace_with(pod.object) && selects(selector, *pod))
    }

    fn choosing<'m>(&'m self, by: &'m ByLabel, pod: Pod<'m>) -> impl Iterator<Item = (Object<'m>, Selector<'m>)> {
        let near = if pod.labels().is_open() { by.all() } else { by.near(pod.labels()) };
        let objects = near.into_iter().filter_map(|index| self.object(index));
        let objects = objects.filter(move |object| object.shares_namespace_with(pod.object));
        objects.filter_map(|object| Some((object, selector_of(object)?)))
    }

    /// The services whose selector chooses pods.
    pub fn services_of<'m>(&'m self, pod: Pod<'m>) -> impl Iterator<Item = Object<'m>> {
        let near = self.choosing(&self.choices().services, pod);
        near.filter(move |(_, selector)| selects(*selector, pod)).map(|(object, _)| object)
    }

    /// The budgets whose selector chooses pods.
    pub fn budgets_of<'m>(&'m self, pod: Pod<'m>) -> impl Iterator<Item = Object<'m>> {
        let near = self.choosing(&self.choices().budgets, pod);
        near.filter(move |(_, selector)| selects(*selector, pod)).map(|(object, _)| object)
    }

    /// The network policies that hold for pods: one with an empty selector holds for all of its namespace.
    pub fn policies_of<'m>(&'m self, pod: Pod<'m>) -> impl Iterator<Item = Object<'m>> {
        let near = self.choosing(&self.choices().policies, pod);
        near.filter(move |(_, selector)| selector.is_empty() || selects(*selector, pod)).map(|(object, _)| object)
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
fn selects(selector: Selector<'_>, pod: Pod<'_>) -> bool {
    !selector.is_empty() && selector.matches(pod.labels())
}
