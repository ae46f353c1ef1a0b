//! `deployment/bad-name`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::kubernetes::Object;
use crate::manifests::Manifests;
use crate::node::Node;

declare_rule! {
    /// ## What it finds
    /// A name of an object or a container that Kubernetes does not take: capital letters, underscores, too
    /// many letters.
    ///
    /// ## Why it matters
    /// The API server refuses the object.
    ///
    /// ## Bad
    /// ```yaml kubernetes
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata:
    ///   name: Order_Settings
    ///   namespace: shop
    /// data:
    ///   level: info
    /// ```
    /// ## Good
    /// ```yaml kubernetes
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata:
    ///   name: order-settings
    ///   namespace: shop
    /// data:
    ///   level: info
    /// ```
    /// ## Limits
    /// Roles and bindings have freer names. Custom resources are not judged.
    pub BadName {
        id: "deployment/bad-name",
        severity: Error,
        since: "0.1.0",
        aliases: [],
        references: [("Kubernetes, Object names", "https://kubernetes.io/docs/concepts/overview/working-with-objects/names/")],
    }
}

/// Kinds whose names are labels of DNS and shorter than others.
const SHORT: [&str; 2] = ["Service", "Namespace"];
/// Kinds whose names may be anything that can stand in a path.
const FREE: [&str; 4] = ["Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding"];

impl Rule<Manifests> for BadName {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for object in set.objects().filter(|object| object.is_built_in()) {
            let metadata = object.metadata();
            if let Some(place) = metadata.and_then(|metadata| metadata.get("name")) {
                let longest = if SHORT.contains(&object.kind) { 63 } else { 253 };
                let dots = !SHORT.contains(&object.kind);
                check(object, place, !FREE.contains(&object.kind), longest, dots, sink);
            }
            if let Some(place) = metadata.and_then(|metadata| metadata.get("namespace")) {
                check(object, place, true, 63, false, sink);
            }
            let pod = object.pod();
            for container in pod.into_iter().flat_map(crate::kubernetes::Pod::all_containers) {
                if let Some(place) = container.node.get("name") {
                    check(object, place, true, 63, false, sink);
                }
            }
        }
    }
}

fn check(object: Object<'_>, place: Node<'_>, strict: bool, longest: usize, dots: bool, sink: &mut Sink) {
    let Some(name) = place.string().filter(|name| strict && !place.is_filled_in_later() && !name.is_empty()) else {
        return;
    };
    let part = |part: &str| {
        let legal = part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        legal && !part.is_empty() && !part.starts_with('-') && !part.ends_with('-')
    };
    let well_formed = if dots { name.split('.').all(part) } else { part(name) };
    let message = if name.len() > longest {
        format!("this name has {} letters, and {longest} are the most", name.len())
    } else if well_formed {
        return;
    } else {
        let dot = if dots { ", dots" } else { "" };
        format!("`{name}` is no name that Kubernetes takes: small letters, digits{dot} and dashes between them")
    };
    sink.push(Finding::of::<BadName>(place.span()).subject(object.subject()).message(message));
}
