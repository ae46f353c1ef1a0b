//! `deployment/bad-name`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::kubernetes::Object;
use crate::manifests::Manifests;
use crate::node::{Field, Node};

declare_rule! {
    /// ## What it finds
    /// A name of an object or a container, or a label, that Kubernetes does not take: capital letters, underscores, too
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
            let labels = object.labels().node();
            let of_pod = pod.map(crate::kubernetes::Pod::labels).and_then(crate::kubernetes::Labels::node);
            let all = labels.into_iter().chain(of_pod.filter(|of_pod| labels != Some(*of_pod)));
            for label in all.flat_map(Node::entries) {
                check_label(object, label, sink);
            }
        }
    }
}

fn check(object: Object<'_>, place: Node<'_>, strict: bool, longest: usize, dots: bool, sink: &mut Sink) {
    let Some(name) = place.string().filter(|name| strict && !place.is_filled_in_later() && !name.is_empty()) else { return };
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

fn check_label(object: Object<'_>, label: Field<'_>, sink: &mut Sink) {
    const LONGEST: usize = 63;
    let word = |text: &str| {
        let edge = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric());
        let legal = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'));
        text.len() <= LONGEST && legal && edge(text.bytes().next()) && edge(text.bytes().next_back())
    };
    let name = label.key.rsplit_once('/').map_or(label.key, |(_, name)| name);
    let value = label.value.string().unwrap_or_default();
    if label.value.is_filled_in_later() || crate::node::is_filled_in_later(label.key) {
        return;
    }
    let (place, message) = if !word(name) {
        (label.place, format!("`{}` is no name of a label", label.key))
    } else if value.is_empty() || word(value) {
        return;
    } else {
        (label.value, format!("the label `{}` takes at most {LONGEST} letters, digits, `-`, `_` and `.`", label.key))
    };
    sink.push(Finding::of::<BadName>(place.span()).subject(object.subject()).message(message));
}
