//! Containers of pods.

use architect_container::dockerfile::ImageReference;
use architect_core::Span;

use super::Pod;
use crate::node::Node;

/// What a container is for in its pod.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Runs as long as the pod does.
    Main,
    /// Runs to its end before the main ones start.
    Init,
    /// Starts before the main ones and stays.
    Sidecar,
    /// Put in for debugging.
    Ephemeral,
}

/// A probe of a container.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Probe {
    /// Whether it is to be restarted.
    Liveness,
    /// Whether it gets requests.
    Readiness,
    /// Whether it has started.
    Startup,
}

impl Probe {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Liveness, Self::Readiness, Self::Startup];

    /// The field.
    pub const fn field(self) -> &'static str {
        match self {
            Self::Liveness => "livenessProbe",
            Self::Readiness => "readinessProbe",
            Self::Startup => "startupProbe",
        }
    }
}

/// A container of a pod.
#[derive(Debug, Clone, Copy)]
pub struct Container<'m> {
    /// Its pod.
    pub pod: Pod<'m>,
    /// The mapping.
    pub node: Node<'m>,
    /// What it is for.
    pub role: Role,
}

/// A port that a container says it listens on.
#[derive(Debug, Clone, Copy)]
pub struct Port<'m> {
    /// The mapping.
    pub node: Node<'m>,
    /// `containerPort`, when it is a number.
    pub number: Option<i64>,
    /// The name.
    pub name: Option<&'m str>,
    /// `TCP` unless another is written.
    pub protocol: &'m str,
    /// `hostPort`.
    pub host_port: Option<Node<'m>>,
}

/// A variable of the environment.
#[derive(Debug, Clone, Copy)]
pub struct EnvVar<'m> {
    /// The mapping.
    pub node: Node<'m>,
    /// The name.
    pub name: &'m str,
    /// The value, when it is written out.
    pub value: Option<Node<'m>>,
    /// Where the value comes from otherwise.
    pub from: Option<Node<'m>>,
}

/// A volume in a container.
#[derive(Debug, Clone, Copy)]
pub struct Mount<'m> {
    /// The mapping.
    pub node: Node<'m>,
    /// Name of the volume.
    pub name: &'m str,
    /// `mountPath`.
    pub path: &'m str,
    /// Whether it can only be read.
    pub read_only: bool,
    /// The pod's volume of that name.
    pub volume: Option<Node<'m>>,
}

impl<'m> Container<'m> {
    /// The name.
    pub fn name(self) -> &'m str {
        self.node.get_text("name").unwrap_or_default()
    }

    /// The image as it is written.
    pub fn image(self) -> Option<Node<'m>> {
        self.node.get("image").filter(|image| image.string().is_some())
    }

    /// The image taken apart, unless it is filled in later.
    pub fn image_reference(self) -> Option<ImageReference> {
        let image = self.image().filter(|image| !image.is_filled_in_later())?;
        image.string().map(ImageReference::read)
    }

    /// The ports.
    pub fn ports(self) -> impl Iterator<Item = Port<'m>> {
        self.node.list("ports").filter(|node| node.is_map()).map(|node| Port {
            node,
            number: node.get_integer("containerPort"),
            name: node.get_text("name"),
            protocol: node.get_string("protocol").unwrap_or("TCP"),
            host_port: node.get("hostPort"),
        })
    }

    /// The environment, as far as it is written here.
    pub fn env(self) -> impl Iterator<Item = EnvVar<'m>> {
        self.node.list("env").filter_map(|node| {
            let name = node.get_text("name")?;
            Some(EnvVar { node, name, value: node.get("value"), from: node.get("valueFrom") })
        })
    }

    /// A probe.
    pub fn probe(self, probe: Probe) -> Option<Node<'m>> {
        self.node.get(probe.field())
    }

    /// A field of its own security context.
    pub fn security(self, field: &str) -> Option<Node<'m>> {
        self.node.get("securityContext")?.get(field)
    }

    /// A field of its security context, or else of its pod's.
    pub fn effective_security(self, field: &str) -> Option<Node<'m>> {
        self.security(field).or_else(|| self.pod.security(field))
    }

    /// The capabilities that it adds.
    pub fn added_capabilities(self) -> impl Iterator<Item = Node<'m>> {
        self.security("capabilities").into_iter().flat_map(|capabilities| capabilities.list("add"))
    }

    /// The capabilities that it drops.
    pub fn dropped_capabilities(self) -> impl Iterator<Item = Node<'m>> {
        self.security("capabilities").into_iter().flat_map(|capabilities| capabilities.list("drop"))
    }

    /// What it asks for of a resource: `cpu`, `memory`, `ephemeral-storage`.
    pub fn request(self, resource: &str) -> Option<Node<'m>> {
        self.node.at("resources.requests")?.get(resource)
    }

    /// The most it gets of a resource.
    pub fn limit(self, resource: &str) -> Option<Node<'m>> {
        self.node.at("resources.limits")?.get(resource)
    }

    /// The volumes in it.
    pub fn mounts(self) -> impl Iterator<Item = Mount<'m>> {
        self.node.list("volumeMounts").filter_map(move |node| {
            let name = node.get_text("name")?;
            Some(Mount {
                node,
                name,
                path: node.get_text("mountPath").unwrap_or_default(),
                read_only: node.get_boolean("readOnly") == Some(true),
                volume: self.pod.volume(name),
            })
        })
    }

    /// Whether it runs as long as the pod does, so that probes and limits matter.
    pub fn stays(self) -> bool {
        matches!(self.role, Role::Main | Role::Sidecar)
    }

    /// What findings call it: `Deployment/orders/api`.
    pub fn subject(self) -> String {
        format!("{}/{}", self.pod.subject(), self.name())
    }

    /// The place of its name, or of its first line.
    pub fn span(self) -> Span {
        self.node.get("name").unwrap_or(self.node).span()
    }
}
