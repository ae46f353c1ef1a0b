//! Pods: those of the kinds that make them from a template, and single ones.

use architect_core::Span;

use super::container::{Container, Role};
use super::{Labels, Object};
use crate::node::Node;

/// The pods of an object: one spec, however many run.
#[derive(Debug, Clone, Copy)]
pub struct Pod<'m> {
    /// The object that makes them, or the pod itself.
    pub object: Object<'m>,
    /// The template; of a single pod, the pod.
    pub template: Node<'m>,
    /// The pod's spec.
    pub spec: Node<'m>,
}

/// The kinds that have pods, and the way to their template.
const TEMPLATES: [(&str, &str); 9] = [
    ("CronJob", "spec.jobTemplate.spec.template"),
    ("DaemonSet", "spec.template"),
    ("Deployment", "spec.template"),
    ("Job", "spec.template"),
    ("Pod", ""),
    ("PodTemplate", "template"),
    ("ReplicaSet", "spec.template"),
    ("ReplicationController", "spec.template"),
    ("StatefulSet", "spec.template"),
];

impl<'m> Pod<'m> {
    /// The pods of an object, when it has any.
    pub fn of(object: Object<'m>) -> Option<Self> {
        if !object.is_built_in() {
            return None;
        }
        let (_, way) = TEMPLATES.iter().find(|(kind, _)| *kind == object.kind)?;
        let template = if way.is_empty() { object.node } else { object.node.at(way)? };
        Some(Self { object, template, spec: template.get("spec")? })
    }

    /// The labels that selectors see.
    pub fn labels(self) -> Labels<'m> {
        Labels::new(self.template.at("metadata.labels"))
    }

    /// The containers that run side by side.
    pub fn containers(self) -> impl Iterator<Item = Container<'m>> {
        self.of_role("containers", Role::Main)
    }

    /// The containers that run before them; one that is always restarted is a sidecar.
    pub fn init_containers(self) -> impl Iterator<Item = Container<'m>> {
        self.of_role("initContainers", Role::Init)
    }

    /// Every container: init, main, ephemeral.
    pub fn all_containers(self) -> impl Iterator<Item = Container<'m>> {
        let ephemeral = self.of_role("ephemeralContainers", Role::Ephemeral);
        self.init_containers().chain(self.containers()).chain(ephemeral)
    }

    fn of_role(self, key: &str, role: Role) -> impl Iterator<Item = Container<'m>> + use<'m> {
        self.spec.list(key).filter(|node| node.is_map()).map(move |node| {
            let restarts = role == Role::Init && node.get_string("restartPolicy") == Some("Always");
            Container { pod: self, node, role: if restarts { Role::Sidecar } else { role } }
        })
    }

    /// A field of the pod's security context.
    pub fn security(self, field: &str) -> Option<Node<'m>> {
        self.spec.get("securityContext")?.get(field)
    }

    /// The volumes.
    pub fn volumes(self) -> impl Iterator<Item = Node<'m>> {
        self.spec.list("volumes")
    }

    /// The volume of a name.
    pub fn volume(self, name: &str) -> Option<Node<'m>> {
        self.volumes().find(|volume| volume.get_text("name") == Some(name))
    }

    /// The service account, when one is named.
    pub fn service_account(self) -> Option<Node<'m>> {
        self.spec.get("serviceAccountName").or_else(|| self.spec.get("serviceAccount"))
    }

    /// Whether the pods are to end: those of jobs.
    pub fn runs_to_completion(self) -> bool {
        matches!(self.object.kind, "Job" | "CronJob")
            || (self.object.kind == "Pod"
                && matches!(self.spec.get_string("restartPolicy"), Some("Never" | "OnFailure")))
    }

    /// Whether it runs on Windows, where most of the security settings do not hold.
    pub fn is_windows(self) -> bool {
        self.spec.at("os.name").and_then(Node::string) == Some("windows")
            || self.spec.at("nodeSelector").and_then(|node| node.get_string("kubernetes.io/os")) == Some("windows")
    }

    /// What findings call it: the object's name.
    pub fn subject(self) -> String {
        self.object.subject()
    }

    /// The place of the object's name.
    pub fn span(self) -> Span {
        self.object.span()
    }
}
