//! `deployment/unhealthy-dependency`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::compose::{Dependency, Service};
use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// A service that waits until another is healthy, though nothing ever says whether that one is; or until another has
    /// ended, which is always started again.
    ///
    /// ## Why it matters
    /// Compose gives up with an error, or waits for good.
    ///
    /// ## Bad
    /// ```yaml compose
    /// services:
    ///   api:
    ///     image: images.example/api:2.4.1
    ///     depends_on:
    ///       database:
    ///         condition: service_healthy
    ///   database:
    ///     image: postgres:17.6-alpine
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
    /// An image may bring a health check of its own. Only of well-known databases, whose images have none, is that known.
    pub UnhealthyDependency {
        id: "deployment/unhealthy-dependency",
        severity: Error,
        since: "0.1.0",
        aliases: [],
        references: [("Compose, Control startup order", "https://docs.docker.com/compose/how-tos/startup-order/")],
    }
}

impl Rule<Manifests> for UnhealthyDependency {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for compose in set.compose_files().filter(|compose| !compose.is_overlay()) {
            for service in compose.services() {
                for dependency in service.depends_on() {
                    let Some(other) = compose.service(dependency.name) else { continue };
                    sink_one(service, dependency, other, sink);
                }
            }
        }
    }
}

fn sink_one(service: Service<'_>, dependency: Dependency<'_>, other: Service<'_>, sink: &mut Sink) {
    let message = match dependency.condition {
        "service_healthy" => match other.healthcheck() {
            Some(check) if check.is_disabled() => format!("the health check of `{}` is switched off", other.name),
            // What it extends may have one.
            None if lacks_healthcheck(other) && other.node.get("extends").is_none() => {
                format!("`{}` has no health check, so it is never healthy", other.name)
            }
            _ => return,
        },
        "service_completed_successfully" => match other.node.get_string("restart") {
            Some(restart @ ("always" | "unless-stopped")) => {
                format!("`{}` has `restart: {restart}`, so it is started again whenever it ends", other.name)
            }
            _ => return,
        },
        _ => return,
    };
    sink.push(
        Finding::of::<UnhealthyDependency>(dependency.place.span())
            .subject(service.subject())
            .confidence(Confidence::High)
            .message(message)
            .related(other.span(), "the service that is waited for"),
    );
}

/// Whether the image surely brings no health check.
fn lacks_healthcheck(service: Service<'_>) -> bool {
    let official = service.image_reference().and_then(|image| image.official().map(str::to_owned));
    service.is_database() && official.is_some()
}
