//! `deployment/exposed-database`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::compose::{Compose, Published, Service};
use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// A database whose port a Compose file publishes on every address of the host.
    ///
    /// ## Why it matters
    /// The engine opens the port in front of the host's firewall, so whoever reaches the machine reaches the database,
    /// often with the password of a development setup. Other services reach it without a published port.
    ///
    /// ## Bad
    /// ```yaml compose
    /// services:
    ///   database:
    ///     image: postgres:17.6-alpine
    ///     ports:
    ///       - "5432:5432"
    /// ```
    /// ## Good
    /// ```yaml compose
    /// services:
    ///   database:
    ///     image: postgres:17.6-alpine
    ///     ports:
    ///       - "127.0.0.1:5432:5432"
    /// ```
    /// ## Limits
    /// Databases are told by their well-known images.
    pub ExposedDatabase {
        id: "deployment/exposed-database",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("Docker, Packet filtering and firewalls", "https://docs.docker.com/engine/network/packet-filtering-firewalls/")],
    }
}

impl Rule<Manifests> for ExposedDatabase {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for service in set.compose_files().flat_map(Compose::services).filter(|service| service.is_database()) {
            let mut open = service.ports().filter(|port| port.host.is_some() && port.is_open_to_all());
            if let Some(first) = open.next() {
                let finding = exposed(service, first);
                sink.push(open.fold(finding, |finding, port| finding.also_at(port.node.span(), "and this port")));
            }
        }
    }
}

fn exposed(service: Service<'_>, port: Published<'_>) -> Finding {
    Finding::of::<ExposedDatabase>(port.node.span())
        .subject(service.subject())
        .message(format!("whoever reaches the host reaches the database `{}`", service.name))
        .help("publish it on 127.0.0.1, or not at all: other services reach it by its name")
}
