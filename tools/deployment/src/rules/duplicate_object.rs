//! `deployment/duplicate-object`

use std::collections::BTreeMap;

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::kubernetes::Object;
use crate::manifests::Manifests;
use crate::node::Node;

declare_rule! {
    /// ## What it finds
    /// Two objects of one kind, name and namespace in one file; or two containers or volumes of one name in one pod.
    ///
    /// ## Why it matters
    /// Of two objects the second replaces the first without a word. Two containers of one name are refused.
    ///
    /// ## Bad
    /// ```yaml kubernetes
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata:
    ///   name: orders
    ///   namespace: shop
    /// data:
    ///   level: info
    /// ---
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata:
    ///   name: orders
    ///   namespace: shop
    /// data:
    ///   level: debug
    /// ```
    /// ## Good
    /// ```yaml kubernetes
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata:
    ///   name: orders
    ///   namespace: shop
    /// data:
    ///   level: info
    /// ---
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata:
    ///   name: billing
    ///   namespace: shop
    /// data:
    ///   level: debug
    /// ```
    /// ## Limits
    /// Different files are taken for those of different environments.
    pub DuplicateObject {
        id: "deployment/duplicate-object",
        severity: Error,
        since: "0.1.0",
        aliases: [],
        references: [("Kubernetes, Object names", "https://kubernetes.io/docs/concepts/overview/working-with-objects/names/")],
    }
}

impl Rule<Manifests> for DuplicateObject {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        let mut seen: BTreeMap<_, Object<'_>> = BTreeMap::new();
        for object in set.objects().filter(|object| !object.name().is_empty() && !is_open(*object)) {
            let key = (object.node.source().name(), object.group(), object.kind, object.namespace(), object.name());
            match seen.get(&key) {
                Some(first) => sink.push(
                    Finding::of::<DuplicateObject>(object.span())
                        .subject(object.subject())
                        .message(format!("the {} `{}` is written twice", object.kind, object.name()))
                        .related(first.span(), "the first one"),
                ),
                None => {
                    seen.insert(key, object);
                }
            }
        }
        for pod in set.pods() {
            let containers = pod.all_containers().filter_map(|container| container.node.get("name"));
            let volumes = pod.volumes().filter_map(|volume| volume.get("name"));
            for (what, names) in [("container", containers.collect::<Vec<_>>()), ("volume", volumes.collect())] {
                let mut seen: BTreeMap<&str, Node<'_>> = BTreeMap::new();
                for place in names {
                    let Some(name) = place.text().filter(|_| !place.is_filled_in_later()) else { continue };
                    match seen.get(name) {
                        Some(first) => sink.push(
                            Finding::of::<DuplicateObject>(place.span())
                                .subject(format!("{}/{name}", pod.subject()))
                                .message(format!("two {what}s of the pod are called `{name}`"))
                                .related(first.span(), "the first one"),
                        ),
                        None => {
                            seen.insert(name, place);
                        }
                    }
                }
            }
        }
    }
}

fn is_open(object: Object<'_>) -> bool {
    crate::node::is_filled_in_later(object.name()) || object.namespace().is_some_and(crate::node::is_filled_in_later)
}
