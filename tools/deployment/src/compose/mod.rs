//! Compose files: what one says, in the words of the Compose specification.
//!
//! Everything is a view over the document. Short and long forms give the same answers; anchors and merge keys are
//! followed; what is filled in from the environment (`${X:-y}`) is told apart.

pub mod duration;
pub mod port;
pub mod schema;
pub mod service;
mod values;
pub mod variable;

use crate::node::{Field, Node};

pub use port::{Binding, Published};
pub use service::{Dependency, Healthcheck, Service, Variable, VolumeMount};

/// A Compose file.
#[derive(Debug, Clone, Copy)]
pub struct Compose<'m> {
    /// The whole of it.
    pub root: Node<'m>,
}

impl<'m> Compose<'m> {
    /// The services, in the order of the text.
    pub fn services(self) -> impl Iterator<Item = Service<'m>> {
        self.root.map("services").filter(|field| field.value.is_map()).map(move |field| Service {
            compose: self,
            name: field.key,
            place: field.place,
            node: field.value,
        })
    }

    /// The service of a name.
    pub fn service(self, name: &str) -> Option<Service<'m>> {
        let field = self.root.get("services")?.entry(name)?;
        Some(Service { compose: self, name: field.key, place: field.place, node: field.value })
    }

    /// What is defined at the top: `volumes`, `networks`, `secrets`, `configs`.
    pub fn defined(self, section: &str) -> impl Iterator<Item = Field<'m>> + use<'m> {
        self.root.map(section)
    }

    /// Whether something of this name is defined in a section at the top.
    pub fn defines(self, section: &str, name: &str) -> bool {
        self.root.get(section).is_some_and(|section| section.entry(name).is_some())
    }

    /// Whether other files are brought in, so that what is not here may be there.
    pub fn includes_others(self) -> bool {
        self.root.get("include").is_some()
    }

    /// Whether it may make sense only when laid over another file: by its name, or since one of its services says
    /// neither what it runs nor what it extends.
    pub fn is_overlay(self) -> bool {
        let name = self.root.source().name().rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
        let stem = name.trim_end_matches(".yaml").trim_end_matches(".yml");
        let stem = stem.strip_prefix("docker-").unwrap_or(stem);
        let starts = |service: Service<'_>| {
            ["image", "build", "extends", "provider"].iter().any(|key| service.node.get(key).is_some())
        };
        stem.starts_with("compose.") || stem.starts_with("compose-") || !self.services().all(starts)
    }
}
