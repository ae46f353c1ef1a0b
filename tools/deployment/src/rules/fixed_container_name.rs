//! `deployment/fixed-container-name`

use std::collections::BTreeMap;

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::compose::Service;
use crate::manifests::Manifests;
use crate::node::Node;

declare_rule! {
    /// ## What it finds
    /// A `container_name` that two services of a file share, or that a service with several replicas has.
    ///
    /// ## Why it matters
    /// A name belongs to one container: the second does not start.
    ///
    /// ## Bad
    /// ```yaml compose
    /// services:
    ///   worker:
    ///     image: images.example/worker:2.4.1
    ///     container_name: worker
    ///     deploy:
    ///       replicas: 3
    /// ```
    /// ## Good
    /// ```yaml compose
    /// services:
    ///   worker:
    ///     image: images.example/worker:2.4.1
    ///     deploy:
    ///       replicas: 3
    /// ```
    pub FixedContainerName {
        id: "deployment/fixed-container-name",
        severity: Error,
        since: "0.1.0",
        aliases: [],
        references: [("Compose specification, container_name", "https://github.com/compose-spec/compose-spec/blob/main/05-services.md#container_name")],
    }
}

impl Rule<Manifests> for FixedContainerName {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for compose in set.compose_files() {
            let mut seen: BTreeMap<&str, (Service<'_>, Node<'_>)> = BTreeMap::new();
            for service in compose.services() {
                let Some(place) = service.node.get("container_name") else { continue };
                let Some(name) = place.string().filter(|name| !crate::compose::variable::has_variable(name)) else {
                    continue;
                };
                if service.replicas() > 1 {
                    sink.push(finding(service, place).message(format!(
                        "`{}` has {} replicas, and only one of them can be called `{name}`",
                        service.name,
                        service.replicas()
                    )));
                }
                // Alternatives of different profiles may share one.
                match seen.get(name) {
                    Some((other, before)) if other.profiles() == service.profiles() => sink.push(
                        finding(service, place)
                            .message(format!("the container of `{}` is called `{name}` too", other.name))
                            .related(before.span(), "the other one"),
                    ),
                    Some(_) => {}
                    None => {
                        seen.insert(name, (service, place));
                    }
                }
            }
        }
    }
}

fn finding(service: Service<'_>, place: Node<'_>) -> Finding {
    Finding::of::<FixedContainerName>(place.span())
        .subject(service.subject())
        .help("leave `container_name` out: Compose makes names that are unique")
}
