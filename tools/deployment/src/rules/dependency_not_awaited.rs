//! `deployment/dependency-not-awaited`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::compose::{Dependency, Service};
use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// A service that is started as soon as the database it depends on has been started, not once that answers.
    ///
    /// ## Why it matters
    /// A database takes seconds until it takes connections. Until then its clients fail, and whether the system comes up
    /// depends on who is faster today.
    ///
    /// ## Bad
    /// ```yaml compose
    /// services:
    ///   api:
    ///     image: images.example/api:2.4.1
    ///     depends_on: [database]
    ///   database:
    ///     image: postgres:17.6-alpine
    ///     healthcheck:
    ///       test: ["CMD-SHELL", "pg_isready -U postgres"]
    /// ```
    /// ## Good
    /// ```yaml compose
    /// services:
    ///   api:
    ///     image: images.example/api:2.4.1
    ///     depends_on:
    ///       database:
    ///         condition: service_healthy
    ///   database:
    ///     image: postgres:17.6-alpine
    ///     healthcheck:
    ///       test: ["CMD-SHELL", "pg_isready -U postgres"]
    /// ```
    /// ## Limits
    /// Of services that are no databases it is not known whether they must be there first. A client that tries again
    /// needs no order at all, so this is only a note.
    pub DependencyNotAwaited {
        id: "deployment/dependency-not-awaited",
        severity: Info,
        since: "0.1.0",
        aliases: [],
        references: [("Compose, Control startup order", "https://docs.docker.com/compose/how-tos/startup-order/")],
    }
}

impl Rule<Manifests> for DependencyNotAwaited {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for compose in set.compose_files().filter(|compose| !compose.is_overlay()) {
            for service in compose.services() {
                let waits = service.depends_on().into_iter();
                for dependency in waits.filter(|dependency| dependency.condition == "service_started") {
                    let other = compose.service(dependency.name).filter(|other| other.is_database());
                    if let Some(other) = other {
                        sink.push(too_early(service, dependency, other));
                    }
                }
            }
        }
    }
}

fn too_early(service: Service<'_>, dependency: Dependency<'_>, other: Service<'_>) -> Finding {
    let checked = other.healthcheck().is_some_and(|check| !check.is_disabled());
    let help = if checked {
        "wait for it with `condition: service_healthy`"
    } else {
        "give it a `healthcheck`, and wait for it with `condition: service_healthy`"
    };
    Finding::of::<DependencyNotAwaited>(dependency.place.span())
        .subject(service.subject())
        .message(format!("`{}` starts before the database `{}` answers", service.name, other.name))
        .help(help)
        .related(other.span(), "the database")
}
