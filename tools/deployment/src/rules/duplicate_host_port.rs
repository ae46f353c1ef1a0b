//! `deployment/duplicate-host-port`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::compose::{Published, Service};
use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// Two services of a Compose file that publish on the same port of the host.
    ///
    /// ## Why it matters
    /// The second of them does not start.
    ///
    /// ## Bad
    /// ```yaml compose
    /// services:
    ///   api:
    ///     image: images.example/api:2.4.1
    ///     ports:
    ///       - "8080:8080"
    ///   admin:
    ///     image: images.example/admin:1.9.0
    ///     ports:
    ///       - "8080:80"
    /// ```
    /// ## Good
    /// ```yaml compose
    /// services:
    ///   api:
    ///     image: images.example/api:2.4.1
    ///     ports:
    ///       - "8080:8080"
    ///   admin:
    ///     image: images.example/admin:1.9.0
    ///     ports:
    ///       - "8081:80"
    /// ```
    /// ## Limits
    /// Services of different profiles are taken for alternatives.
    pub DuplicateHostPort {
        id: "deployment/duplicate-host-port",
        severity: Error,
        since: "0.1.0",
        aliases: [],
        references: [("Compose specification, ports", "https://github.com/compose-spec/compose-spec/blob/main/05-services.md#ports")],
    }
}

impl Rule<Manifests> for DuplicateHostPort {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for compose in set.compose_files() {
            let all: Vec<(Service<'_>, Published<'_>)> =
                compose.services().flat_map(|service| service.ports().map(move |port| (service, port))).collect();
            // In the order of their ports, those that could collide lie together.
            let mut bound: Vec<_> =
                all.iter().filter_map(|(service, port)| Some((port.host?, *service, *port))).collect();
            bound.sort_by_key(|(host, _, port)| (host.first, port.node.range().start));
            for pair in bound.windows(2) {
                if let [(one, first, before), (other, second, port)] = pair
                    && one.overlaps(*other)
                    && before.protocol == port.protocol
                    && collide(*before, *port)
                    && run_together(*first, *second)
                {
                    sink.push(taken(*second, *port, *first, *before));
                }
            }
        }
    }
}

fn collide(one: Published<'_>, other: Published<'_>) -> bool {
    one.address == other.address || one.is_open_to_all() || other.is_open_to_all()
}

/// Whether some choice of profiles starts both, going by what is written.
fn run_together(one: Service<'_>, other: Service<'_>) -> bool {
    let (one, other) = (one.profiles(), other.profiles());
    (one.is_empty() && other.is_empty()) || one.iter().any(|name| other.contains(name))
}

fn taken(service: Service<'_>, port: Published<'_>, other: Service<'_>, before: Published<'_>) -> Finding {
    let first = port.host.map(|host| host.first).unwrap_or_default();
    let message = if service.name == other.name {
        format!("the service `{}` publishes on port {first} twice", service.name)
    } else {
        format!("the port {first} of the host is taken by the service `{}`", other.name)
    };
    Finding::of::<DuplicateHostPort>(port.node.span())
        .subject(service.subject())
        .message(message)
        .related(before.node.span(), "the other one")
}
