//! `deployment/missing-restart-policy`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// A service of a Compose file that does not say whether it is started again when it ends.
    ///
    /// ## Why it matters
    /// By default it is not: one crash, or a restart of the machine, and it stays down.
    ///
    /// ## Bad
    /// ```yaml compose
    /// services:
    ///   api:
    ///     image: images.example/api:2.4.1
    /// ```
    /// ## Good
    /// ```yaml compose
    /// services:
    ///   api:
    ///     image: images.example/api:2.4.1
    ///     restart: unless-stopped
    /// ```
    /// ## Limits
    /// Off by default: most Compose files run a system on one's own machine, where nobody wants that. A service that
    /// others wait for to end is left out.
    pub MissingRestartPolicy {
        id: "deployment/missing-restart-policy",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: [],
        references: [("Docker, Start containers automatically", "https://docs.docker.com/engine/containers/start-containers-automatically/")],
    }
}

impl Rule<Manifests> for MissingRestartPolicy {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for compose in set.compose_files().filter(|compose| !compose.is_overlay()) {
            let ends = |name: &str| {
                compose.services().flat_map(super::super::compose::service::Service::depends_on).any(|dependency| {
                    dependency.name == name && dependency.condition == "service_completed_successfully"
                })
            };
            for service in compose.services() {
                let said =
                    service.node.get("restart").is_some() || service.node.at("deploy.restart_policy").is_some();
                if !said && service.node.get("extends").is_none() && !ends(service.name) {
                    sink.push(
                        Finding::of::<MissingRestartPolicy>(service.span())
                            .subject(service.subject())
                            .message(format!("`{}` stays down once it has ended", service.name))
                            .help("write `restart: unless-stopped`"),
                    );
                }
            }
        }
    }
}
