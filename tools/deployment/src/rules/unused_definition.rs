//! `deployment/unused-definition`

use std::collections::BTreeSet;

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::compose::{Compose, Service};
use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// A volume, network, secret or config that a Compose file defines and no service uses.
    ///
    /// ## Why it matters
    /// It is left over, or the service that should use it has another name for it, or none.
    ///
    /// ## Bad
    /// ```yaml compose
    /// services:
    ///   database:
    ///     image: postgres:17.6-alpine
    /// volumes:
    ///   database: {}
    /// ```
    /// ## Good
    /// ```yaml compose
    /// services:
    ///   database:
    ///     image: postgres:17.6-alpine
    ///     volumes:
    ///       - database:/var/lib/postgresql/data
    /// volumes:
    ///   database: {}
    /// ```
    /// ## Limits
    /// A file that includes others, is laid over another, or extends services of other files is not judged.
    pub UnusedDefinition {
        id: "deployment/unused-definition",
        severity: Info,
        since: "0.1.0",
        aliases: [],
        references: [("Compose specification", "https://github.com/compose-spec/compose-spec/blob/main/spec.md")],
    }
}

impl Rule<Manifests> for UnusedDefinition {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for compose in set.compose_files() {
            let extends = compose.services().any(|service| service.node.get("extends").is_some());
            if extends || compose.includes_others() || compose.is_overlay() {
                continue;
            }
            for (section, what) in
                [("volumes", "volume"), ("networks", "network"), ("secrets", "secret"), ("configs", "config")]
            {
                let used = used(compose, section);
                for defined in compose.defined(section) {
                    let is_free = defined.key.starts_with("x-") || defined.key == "default";
                    if !is_free && !used.contains(defined.key) {
                        sink.push(
                            Finding::of::<UnusedDefinition>(defined.place.span())
                                .subject(format!("{section}/{}", defined.key))
                                .message(format!("no service uses the {what} `{}`", defined.key)),
                        );
                    }
                }
            }
        }
    }
}

fn used<'m>(compose: Compose<'m>, section: &str) -> BTreeSet<&'m str> {
    let of_service = |service: Service<'m>| -> Vec<&'m str> {
        if section == "volumes" {
            return service.volumes().map(|volume| volume.source).collect();
        }
        let build = service.node.get("build").and_then(|build| build.get(section));
        let built = build.into_iter().flat_map(crate::node::Node::items).filter_map(crate::node::Node::string);
        service.names(section).into_iter().map(|(_, name)| name).chain(built).collect()
    };
    compose.services().flat_map(of_service).collect()
}
