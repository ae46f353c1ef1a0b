//! What runs, in either world: a container of a pod, or a service of a Compose file. Rules that hold in both are
//! written over this.

use architect_container::dockerfile::ImageReference;
use architect_core::Span;

use crate::compose::{Service, variable};
use crate::kubernetes::{Container, Quantity};
use crate::node::Node;

/// Something that runs from an image.
#[derive(Debug, Clone, Copy)]
pub enum Workload<'m> {
    /// A container of a pod.
    Container(Container<'m>),
    /// A service of a Compose file.
    Service(Service<'m>),
}

/// A variable of its environment.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'m> {
    /// Where it stands.
    pub place: Node<'m>,
    /// The name.
    pub name: &'m str,
    /// The value, when it is written out here and not filled in later.
    pub literal: Option<&'m str>,
}

/// A path of the host that it can see.
#[derive(Debug, Clone, Copy)]
pub struct HostPath<'m> {
    /// Where it is said.
    pub place: Node<'m>,
    /// The path on the host.
    pub path: &'m str,
    /// Whether it can only be read.
    pub read_only: bool,
}

impl<'m> Workload<'m> {
    /// What is said of it.
    pub fn node(self) -> Node<'m> {
        match self {
            Self::Container(container) => container.node,
            Self::Service(service) => service.node,
        }
    }

    /// The name.
    pub fn name(self) -> &'m str {
        match self {
            Self::Container(container) => container.name(),
            Self::Service(service) => service.name,
        }
    }

    /// What a message calls it: its name, when it has one.
    pub fn title(self) -> String {
        match (self, self.name()) {
            (_, "") => "a container without a name".to_owned(),
            (Self::Container(_), name) => format!("the container `{name}`"),
            (Self::Service(_), name) => format!("the service `{name}`"),
        }
    }

    /// What findings call it: `Deployment/orders/api`, `services/api`.
    pub fn subject(self) -> String {
        match self {
            Self::Container(container) => container.subject(),
            Self::Service(service) => service.subject(),
        }
    }

    /// The place of its name.
    pub fn span(self) -> Span {
        match self {
            Self::Container(container) => container.span(),
            Self::Service(service) => service.span(),
        }
    }

    /// The image as it is written. Of a service that is built here, the image is only the name of the result, and none.
    pub fn image(self) -> Option<Node<'m>> {
        match self {
            Self::Container(container) => container.image(),
            Self::Service(service) if service.is_built() => None,
            Self::Service(service) => service.image(),
        }
    }

    /// The image taken apart, unless it is filled in later.
    pub fn image_reference(self) -> Option<ImageReference> {
        let image = self.image().filter(|image| !image.is_filled_in_later())?;
        let text = image.string()?;
        (!variable::has_variable(text)).then(|| ImageReference::read(text))
    }

    /// Where it is said to be privileged.
    pub fn privileged(self) -> Option<Node<'m>> {
        let said = match self {
            Self::Container(container) => container.security("privileged"),
            Self::Service(service) => service.node.get("privileged"),
        };
        said.filter(|node| node.boolean() == Some(true))
    }

    /// Where it is said to use the host's network.
    pub fn host_network(self) -> Option<Node<'m>> {
        match self {
            Self::Container(container) => {
                container.pod.spec.get("hostNetwork").filter(|node| node.boolean() == Some(true))
            }
            Self::Service(service) => service.network_mode().filter(|mode| mode.string() == Some("host")),
        }
    }

    /// The environment, as far as it is written out.
    pub fn settings(self) -> Vec<Setting<'m>> {
        match self {
            Self::Container(container) => {
                let setting = |variable: crate::kubernetes::EnvVar<'m>| Setting {
                    place: variable.node.get("name").unwrap_or(variable.node),
                    name: variable.name,
                    literal: variable.value.filter(|value| !value.is_filled_in_later()).and_then(Node::text),
                };
                container.env().map(setting).collect()
            }
            Self::Service(service) => {
                let setting = |found: crate::compose::Variable<'m>| Setting {
                    place: found.place,
                    name: found.name,
                    literal: found
                        .value
                        .filter(|value| !variable::has_variable(value) && !crate::node::is_filled_in_later(value)),
                };
                service.environment().into_iter().map(setting).collect()
            }
        }
    }

    /// Whether more of the environment comes from where it is not written out: a `ConfigMap`, a `Secret`, a file.
    pub fn reads_environment_elsewhere(self) -> bool {
        match self {
            Self::Container(container) => container.node.get("envFrom").is_some(),
            Self::Service(service) => ["env_file", "extends"].iter().any(|key| service.node.get(key).is_some()),
        }
    }

    /// Whether it starts otherwise than its image does.
    pub fn replaces_command(self) -> bool {
        ["command", "args", "entrypoint"].iter().any(|key| self.node().get(key).is_some())
    }

    /// The most memory that it gets, in bytes, and where that stands.
    pub fn memory_limit(self) -> Option<(f64, Node<'m>)> {
        match self {
            Self::Container(container) => {
                let node = container.limit("memory")?;
                Some((Quantity::read(node.text()?)?.0, node))
            }
            Self::Service(service) => {
                let node =
                    service.node.get("mem_limit").or_else(|| service.node.at("deploy.resources.limits.memory"))?;
                Some((bytes(node.text()?)?, node))
            }
        }
    }

    /// The paths of the host that it can see.
    pub fn host_paths(self) -> Vec<HostPath<'m>> {
        match self {
            Self::Container(container) => {
                let path = |mount: crate::kubernetes::Mount<'m>| {
                    let path = mount.volume?.at("hostPath")?.get("path")?;
                    Some(HostPath { place: path, path: path.string()?, read_only: mount.read_only })
                };
                container.mounts().filter_map(path).collect()
            }
            Self::Service(service) => {
                let binds = service.volumes().filter(|volume| volume.is_bind);
                binds
                    .map(|volume| HostPath { place: volume.node, path: volume.source, read_only: volume.read_only })
                    .collect()
            }
        }
    }

    /// The capabilities that it adds.
    pub fn added_capabilities(self) -> Vec<Node<'m>> {
        match self {
            Self::Container(container) => container.added_capabilities().collect(),
            Self::Service(service) => service.node.list("cap_add").collect(),
        }
    }
}

/// An amount of memory, for a message.
pub(crate) fn mebibytes(bytes: f64) -> String {
    format!("{:.0} MiB", bytes / 1_048_576.0)
}

/// An amount of memory as Compose writes it: `512m`, `1.5gb`, `1073741824`.
fn bytes(text: &str) -> Option<f64> {
    let text = text.trim().to_ascii_lowercase();
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(end)?;
    let factor = match unit.trim() {
        "" | "b" => 1.0,
        "k" | "kb" => 1024.0,
        "m" | "mb" => 1_048_576.0,
        "g" | "gb" => 1_073_741_824.0,
        _ => return None,
    };
    number.parse::<f64>().ok().map(|number| number * factor)
}
