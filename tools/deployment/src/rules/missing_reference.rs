//! `deployment/missing-reference`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule, nearest};

use crate::kubernetes::{Container, Object, Pod};
use crate::manifests::Manifests;
use crate::node::Node;

declare_rule! {
    /// ## What it finds
    /// A ConfigMap, Secret, ServiceAccount or volume claim that pods name and that is not in the set, though others of its
    /// kind are; or a key that the one in the set does not have.
    ///
    /// ## Why it matters
    /// The pods are not started: they wait for it, and the rollout hangs.
    ///
    /// ## Bad
    /// ```yaml kubernetes
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata:
    ///   name: report
    ///   namespace: shop
    /// data:
    ///   format: pdf
    /// ---
    /// apiVersion: v1
    /// kind: PodTemplate
    /// metadata:
    ///   name: report
    ///   namespace: shop
    /// template:
    ///   spec:
    ///     automountServiceAccountToken: false
    ///     restartPolicy: Never
    ///     securityContext:
    ///       runAsNonRoot: true
    ///       runAsUser: 65532
    ///       seccompProfile:
    ///         type: RuntimeDefault
    ///     initContainers:
    ///       - name: report
    ///         image: images.example/report:1.12.3
    ///         env:
    ///           - name: FORMAT
    ///             valueFrom:
    ///               configMapKeyRef:
    ///                 name: report
    ///                 key: formats
    ///         securityContext:
    ///           allowPrivilegeEscalation: false
    ///           readOnlyRootFilesystem: true
    ///           capabilities:
    ///             drop: [ALL]
    ///         resources:
    ///           requests:
    ///             cpu: 50m
    ///             memory: 32Mi
    ///           limits:
    ///             memory: 128Mi
    ///     containers: []
    /// ```
    /// ## Good
    /// ```yaml kubernetes
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata:
    ///   name: report
    ///   namespace: shop
    /// data:
    ///   format: pdf
    /// ---
    /// apiVersion: v1
    /// kind: PodTemplate
    /// metadata:
    ///   name: report
    ///   namespace: shop
    /// template:
    ///   spec:
    ///     automountServiceAccountToken: false
    ///     restartPolicy: Never
    ///     securityContext:
    ///       runAsNonRoot: true
    ///       runAsUser: 65532
    ///       seccompProfile:
    ///         type: RuntimeDefault
    ///     initContainers:
    ///       - name: report
    ///         image: images.example/report:1.12.3
    ///         env:
    ///           - name: FORMAT
    ///             valueFrom:
    ///               configMapKeyRef:
    ///                 name: report
    ///                 key: format
    ///         securityContext:
    ///           allowPrivilegeEscalation: false
    ///           readOnlyRootFilesystem: true
    ///           capabilities:
    ///             drop: [ALL]
    ///         resources:
    ///           requests:
    ///             cpu: 50m
    ///             memory: 32Mi
    ///           limits:
    ///             memory: 128Mi
    ///     containers: []
    /// ```
    /// ## Limits
    /// What is marked `optional` may be missing. A name is only reported when the set has another of its kind that is
    /// spelt nearly so, or when the name is that of nothing in a set that has the namespace's objects: secrets above all
    /// are often made by other means.
    pub MissingReference {
        id: "deployment/missing-reference",
        severity: Error,
        since: "0.1.0",
        aliases: ["kube-linter:non-existent-service-account", "kube-linter:env-value-from"],
        references: [("Kubernetes, Configure a Pod to use a ConfigMap", "https://kubernetes.io/docs/tasks/configure-pod-container/configure-pod-configmap/")],
    }
}

/// A name that a pod refers to.
struct Reference<'m> {
    kind: &'static str,
    place: Node<'m>,
    name: &'m str,
    key: Option<Node<'m>>,
}

impl Rule<Manifests> for MissingReference {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for pod in set.pods() {
            let account = pod.service_account().and_then(|node| of("ServiceAccount", node, node, None));
            let of_containers = pod.all_containers().flat_map(of_container);
            let all = account.into_iter().chain(of_containers).chain(pod.volumes().filter_map(of_volume));
            for reference in all.filter(|reference| !crate::node::is_filled_in_later(reference.name)) {
                if let Some(finding) = judge(set, pod, &reference) {
                    sink.push(finding);
                }
            }
        }
    }
}

fn of<'m>(kind: &'static str, source: Node<'m>, place: Node<'m>, key: Option<Node<'m>>) -> Option<Reference<'m>> {
    let optional = source.get_boolean("optional") == Some(true);
    let name = place.text().filter(|name| !name.is_empty() && !optional)?;
    Some(Reference { kind, place, name, key })
}

fn of_container(container: Container<'_>) -> Vec<Reference<'_>> {
    let single = container
        .env()
        .filter_map(|variable| variable.from)
        .flat_map(|from| [("ConfigMap", from.get("configMapKeyRef")), ("Secret", from.get("secretKeyRef"))]);
    let single =
        single.filter_map(|(kind, node)| node.and_then(|node| of(kind, node, node.get("name")?, node.get("key"))));
    let whole = container
        .node
        .list("envFrom")
        .flat_map(|from| [("ConfigMap", from.get("configMapRef")), ("Secret", from.get("secretRef"))]);
    let whole = whole.filter_map(|(kind, node)| node.and_then(|node| of(kind, node, node.get("name")?, None)));
    single.chain(whole).collect()
}

fn of_volume(volume: Node<'_>) -> Option<Reference<'_>> {
    let ways = [
        ("ConfigMap", "configMap", "name"),
        ("Secret", "secret", "secretName"),
        ("PersistentVolumeClaim", "persistentVolumeClaim", "claimName"),
    ];
    ways.into_iter().find_map(|(kind, key, name)| {
        let node = volume.get(key)?;
        of(kind, node, node.get(name)?, None)
    })
}

fn judge(set: &Manifests, pod: Pod<'_>, reference: &Reference<'_>) -> Option<Finding> {
    let Reference { kind, place, name, key } = reference;
    let here = |object: &Object<'_>| object.shares_namespace_with(pod.object);
    let finding = |place: Node<'_>| Finding::of::<MissingReference>(place.span()).subject(pod.subject());
    if set.has(kind, name, pod.object) {
        let key = (*key)?;
        let text = key.text()?;
        let object = set.named(kind, name).find(here)?;
        let keys = || ["data", "binaryData", "stringData"].into_iter().flat_map(|section| object.node.map(section));
        // An empty one is filled by others.
        if keys().next().is_none() || keys().any(|field| field.key == text) || crate::node::is_filled_in_later(text) {
            return None;
        }
        let finding = finding(key)
            .message(format!("the {kind} `{name}` has no key `{text}`"))
            .related(object.span(), format!("the {kind}"));
        return Some(match nearest::nearest(text, keys().map(|field| field.key)) {
            Some(near) => finding.help(format!("did you mean `{near}`?")),
            None => finding,
        });
    }
    // Every namespace has this one.
    if *name == "default" && *kind == "ServiceAccount" {
        return None;
    }
    let others: Vec<Object<'_>> = set.of_kind(kind).filter(here).collect();
    let near = nearest::nearest(name, others.iter().map(|object| object.name()));
    let usual = matches!(*kind, "ConfigMap" | "ServiceAccount" | "PersistentVolumeClaim");
    if near.is_none() && (!usual || others.is_empty()) || *name == "kube-root-ca.crt" {
        return None;
    }
    let finding = finding(*place)
        .confidence(if near.is_some() { Confidence::Medium } else { Confidence::Low })
        .message(format!("there is no {kind} `{name}` among these manifests"));
    Some(match near {
        Some(near) => finding.help(format!("did you mean `{near}`?")),
        None => finding,
    })
}
