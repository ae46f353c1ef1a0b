//! The services that are deployed together.

use std::collections::BTreeMap;

use crate::generate::given::{Entry, Given, entries};
use crate::generate::plan::Wishes;
use crate::service::{Backing, Service};

/// Seconds that a pod serves on after it was told to go, because balancers learn of it late.
pub const PRE_STOP: u32 = 5;

/// Services, and where they come from.
#[derive(Debug)]
pub struct System {
    /// Its name.
    pub name: String,
    /// The folder that the files belong to, as a prefix of paths.
    pub root: String,
    /// The services.
    pub services: Vec<Service>,
    /// Images of databases that the project names itself.
    pub images: BTreeMap<Backing, String>,
}

impl System {
    /// A folder relative to the Compose file.
    pub fn relative(&self, folder: &str) -> String {
        let below = format!("{}/", folder.trim_end_matches('/'));
        match below.strip_prefix(&self.root) {
            Some("") => ".".to_owned(),
            Some(rest) if !rest.starts_with('/') => rest.trim_end_matches('/').to_owned(),
            _ => folder.to_owned(),
        }
    }

    /// The port under which a service is published on the machine: its own, or the next that is free.
    pub fn published(&self, index: usize) -> u16 {
        let mut taken: Vec<u16> = Vec::new();
        for (at, service) in self.services.iter().enumerate() {
            let Some(mut port) = service.port else { continue };
            while taken.contains(&port) {
                port = port.checked_add(1).unwrap_or(1024);
            }
            if at == index {
                return port;
            }
            taken.push(port);
        }
        0
    }

    /// The services that a service is told the address of.
    fn peers(entries: &[Entry]) -> Vec<usize> {
        let mut found: Vec<usize> = entries
            .iter()
            .filter_map(|entry| match entry.given {
                Given::Peer { service, .. } => Some(service),
                _ => None,
            })
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The services that must be there before a service starts. Of those that need each other, the later waits.
    pub fn waits_for(&self, index: usize, own: &[Entry]) -> Vec<usize> {
        let all: Vec<Vec<usize>> = self.services.iter().map(|service| Self::peers(&entries(service, self))).collect();
        let reaches = |from: usize| {
            let mut seen = vec![from];
            let mut at = 0;
            while let Some(next) = seen.get(at) {
                for peer in all.get(*next).map(Vec::as_slice).unwrap_or_default() {
                    if !seen.contains(peer) {
                        seen.push(*peer);
                    }
                }
                at += 1;
            }
            seen.contains(&index)
        };
        Self::peers(own)
            .into_iter()
            .filter(|peer| *peer < index || !reaches(*peer))
            .filter(|peer| *peer != index)
            .collect()
    }

    /// Seconds from the signal to stop until the process is killed.
    pub fn grace(&self, service: &Service) -> u32 {
        const USUAL: u32 = 20;
        const MARGIN: u32 = 5;
        const LEAST: u32 = 30;
        (PRE_STOP + service.shutdown.unwrap_or(USUAL).min(3600) + MARGIN).max(LEAST)
    }

    /// Name and tag of a service's image.
    pub fn image(&self, service: &Service, wishes: &Wishes) -> String {
        let given = service.image.as_ref().or(wishes.image.as_ref());
        match given {
            Some(image) if self.services.len() == 1 => image.clone(),
            // One name for several services is the registry's folder.
            Some(prefix) => format!("{}/{}:1.0.0", prefix.trim_end_matches('/'), service.name),
            None if self.services.len() == 1 => format!("registry.example/{}:1.0.0", service.name),
            None => format!("registry.example/{}/{}:1.0.0", self.name, service.name),
        }
    }

    /// The host name by which a service is reached.
    pub fn host(&self, service: &Service, wishes: &Wishes) -> String {
        match &wishes.host {
            Some(host) if self.services.len() == 1 => host.clone(),
            Some(host) => format!("{}.{host}", service.name),
            None => format!("{}.example", service.name),
        }
    }
}

/// The image of a database: the project's own, or the release line that is usual.
pub fn backing_image(kind: Backing, system: &System) -> String {
    if let Some(image) = system.images.get(&kind) {
        return image.clone();
    }
    match kind {
        Backing::Postgres => "postgres:17-alpine",
        Backing::Mysql => "mysql:8.4",
        Backing::Mariadb => "mariadb:11.4",
        Backing::Mongo => "mongo:8.0",
        Backing::Redis => "redis:8-alpine",
        Backing::Rabbit => "rabbitmq:4-alpine",
        Backing::Nats => "nats:2-alpine",
        Backing::Kafka => "apache/kafka:4.0.0",
        Backing::Memcached => "memcached:1-alpine",
    }
    .to_owned()
}
