//! Kubernetes objects: what a manifest says, in the words of the field.
//!
//! Everything here is a view: a place in a document and the questions that rules ask of it. Names are compared with
//! their API group, so that a custom resource called `Service` is none of Kubernetes' own.

pub mod container;
pub mod permission;
pub mod pod;
pub mod quantity;
pub mod release;
pub mod schema;
pub mod selector;

use architect_core::Span;

use crate::node::{Field, Node};

pub use container::{Container, EnvVar, Mount, Port, Probe, Role};
pub use permission::Permission;
pub use pod::Pod;
pub use quantity::Quantity;
pub use release::Release;
pub use selector::{Labels, Selector};

/// An object of a manifest: what has `apiVersion` and `kind`.
#[derive(Debug, Clone, Copy)]
pub struct Object<'m> {
    /// The mapping.
    pub node: Node<'m>,
    /// `apps/v1`.
    pub api_version: &'m str,
    /// `Deployment`.
    pub kind: &'m str,
}

/// The API groups of Kubernetes itself; the core group has no name.
pub const GROUPS: [&str; 25] = [
    "",
    "admissionregistration.k8s.io",
    "apiextensions.k8s.io",
    "apiregistration.k8s.io",
    "apps",
    "authentication.k8s.io",
    "authorization.k8s.io",
    "autoscaling",
    "batch",
    "certificates.k8s.io",
    "coordination.k8s.io",
    "discovery.k8s.io",
    "events.k8s.io",
    "extensions",
    "flowcontrol.apiserver.k8s.io",
    "internal.apiserver.k8s.io",
    "lifecycle.k8s.io",
    "networking.k8s.io",
    "node.k8s.io",
    "policy",
    "rbac.authorization.k8s.io",
    "resource.k8s.io",
    "scheduling.k8s.io",
    "storage.k8s.io",
    "storagemigration.k8s.io",
];

/// Groups of custom resources that make no pods.
const PASSIVE_GROUPS: [&str; 16] = [
    "acme.cert-manager.io",
    "autoscaling.k8s.io",
    "bitnami.com",
    "cert-manager.io",
    "cloud.google.com",
    "dapr.io",
    "external-secrets.io",
    "gateway.networking.k8s.io",
    "kyverno.io",
    "networking.gke.io",
    "networking.istio.io",
    "policy.linkerd.io",
    "security.istio.io",
    "telemetry.istio.io",
    "traefik.containo.us",
    "traefik.io",
];

impl<'m> Object<'m> {
    /// The object that a mapping is, when it has `apiVersion` and `kind`.
    pub fn read(node: Node<'m>) -> Option<Self> {
        Some(Self { node, api_version: node.get_string("apiVersion")?, kind: node.get_string("kind")? })
    }

    /// The API group: `apps`; empty for the core group.
    pub fn group(self) -> &'m str {
        self.api_version.rsplit_once('/').map_or("", |(group, _)| group)
    }

    /// The version of the group: `v1`.
    pub fn version(self) -> &'m str {
        self.api_version.rsplit_once('/').map_or(self.api_version, |(_, version)| version)
    }

    /// Whether the group is one of Kubernetes itself.
    pub fn is_built_in(self) -> bool {
        match self.group() {
            "" => {
                self.api_version.strip_prefix('v').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
            }
            group => GROUPS.contains(&group),
        }
    }

    /// Whether a cluster takes it: the groups of custom resources are names of domains, those of files for other tools
    /// that are written alike (`skaffold/v4`) are not.
    pub fn is_for_a_cluster(self) -> bool {
        let is_domain = self.group().contains('.') && !self.group().ends_with("config.k8s.io");
        self.is_built_in() || is_domain || crate::node::is_filled_in_later(self.api_version)
    }

    /// Whether it is a custom resource that is known to make no pods: settings of networks, certificates, monitoring.
    pub fn is_passive(self) -> bool {
        const MONITORING: [&str; 4] = ["PodMonitor", "Probe", "PrometheusRule", "ServiceMonitor"];
        match self.group() {
            "monitoring.coreos.com" => MONITORING.contains(&self.kind),
            group => PASSIVE_GROUPS.contains(&group),
        }
    }

    /// Whether it is an object of this kind of Kubernetes itself, in whatever version.
    pub fn is(self, kind: &str) -> bool {
        self.kind == kind && self.is_built_in()
    }

    /// Whether it is an object of one of these kinds of Kubernetes itself.
    pub fn is_any(self, kinds: &[&str]) -> bool {
        kinds.contains(&self.kind) && self.is_built_in()
    }

    /// The metadata.
    pub fn metadata(self) -> Option<Node<'m>> {
        self.node.get("metadata")
    }

    /// The spec.
    pub fn spec(self) -> Option<Node<'m>> {
        self.node.get("spec")
    }

    /// The name; empty when it has none, as with `generateName`.
    pub fn name(self) -> &'m str {
        self.metadata().and_then(|metadata| metadata.get_text("name")).unwrap_or_default()
    }

    /// The namespace, when it is written: the caller of `kubectl` may choose it otherwise.
    pub fn namespace(self) -> Option<&'m str> {
        self.metadata().and_then(|metadata| metadata.get_text("namespace"))
    }

    /// Whether both may lie in one namespace: one that is not written may be any.
    pub fn shares_namespace_with(self, other: Self) -> bool {
        match (self.namespace(), other.namespace()) {
            (Some(one), Some(another)) => one == another,
            _ => true,
        }
    }

    /// The labels.
    pub fn labels(self) -> Labels<'m> {
        Labels::new(self.metadata().and_then(|metadata| metadata.get("labels")))
    }

    /// The annotations.
    pub fn annotations(self) -> impl Iterator<Item = Field<'m>> {
        self.metadata().into_iter().flat_map(|metadata| metadata.map("annotations"))
    }

    /// The text of an annotation.
    pub fn annotation(self, key: &str) -> Option<&'m str> {
        self.metadata()?.get("annotations")?.get_text(key)
    }

    /// The pods that it makes, or is.
    pub fn pod(self) -> Option<Pod<'m>> {
        Pod::of(self)
    }

    /// Number of replicas, when it is written and a number.
    pub fn replicas(self) -> Option<i64> {
        self.spec()?.get_integer("replicas")
    }

    /// What findings call it: `Deployment/orders`.
    pub fn subject(self) -> String {
        let name = self.name();
        if name.is_empty() {
            let line = self.node.span().start().line;
            return format!("{} in line {line}", self.kind);
        }
        format!("{}/{name}", self.kind)
    }

    /// The place of its name, or of its first line.
    pub fn span(self) -> Span {
        let name = self.metadata().and_then(|metadata| metadata.get("name"));
        name.map_or_else(|| self.node.span(), Node::span)
    }
}
