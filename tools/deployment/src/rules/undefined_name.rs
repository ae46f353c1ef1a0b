//! `deployment/undefined-name`

use architect_core::{Finding, Rule, Sink, declare_rule, nearest};

use crate::compose::{Compose, Service};
use crate::manifests::Manifests;
use crate::node::Node;

declare_rule! {
    /// ## What it finds
    /// A service, network, volume, secret or config that a Compose file names and does not define.
    ///
    /// ## Why it matters
    /// Compose refuses the whole file.
    ///
    /// ## Bad
    /// ```yaml compose
    /// services:
    ///   api:
    ///     image: images.example/api:2.4.1
    ///     volumes:
    ///       - uploads:/var/lib/uploads
    /// ```
    /// ## Good
    /// ```yaml compose
    /// services:
    ///   api:
    ///     image: images.example/api:2.4.1
    ///     volumes:
    ///       - uploads:/var/lib/uploads
    /// volumes:
    ///   uploads: {}
    /// ```
    /// ## Limits
    /// A file that includes others, or that is laid over another, is not judged: the name may be defined there.
    pub UndefinedName {
        id: "deployment/undefined-name",
        severity: Error,
        since: "0.1.0",
        aliases: [],
        references: [("Compose specification", "https://github.com/compose-spec/compose-spec/blob/main/spec.md")],
    }
}

impl Rule<Manifests> for UndefinedName {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for compose in set.compose_files().filter(|compose| !compose.includes_others() && !compose.is_overlay()) {
            for service in compose.services() {
                of_service(compose, service, sink);
            }
        }
    }
}

fn of_service(compose: Compose<'_>, service: Service<'_>, sink: &mut Sink) {
    // What another file brings in by `extends` may define them.
    let mut look = |section: &str, what: &str, place: Node<'_>, name: &str| {
        let is_free = name.is_empty() || crate::compose::variable::has_variable(name);
        if !is_free && !compose.defines(section, name) {
            sink.push(undefined(compose, service, section, what, place, name));
        }
    };
    for dependency in service.depends_on().iter().filter(|dependency| dependency.required) {
        look("services", "service", dependency.place, dependency.name);
    }
    for (place, name) in service.names("links") {
        look("services", "service", place, name.split(':').next().unwrap_or(name));
    }
    for key in ["network_mode", "ipc", "pid"] {
        let said = service.node.get(key).and_then(|node| Some((node, node.string()?.strip_prefix("service:")?)));
        if let Some((place, name)) = said {
            look("services", "service", place, name);
        }
    }
    for (section, what) in [("networks", "network"), ("secrets", "secret"), ("configs", "config")] {
        for (place, name) in service.names(section) {
            // Every file has this one.
            if !(section == "networks" && name == "default") {
                look(section, what, place, name);
            }
        }
    }
    for volume in service.volumes() {
        let is_named = match volume.node.get_string("type") {
            Some(kind) => kind == "volume",
            None => !volume.is_bind,
        };
        if is_named {
            look("volumes", "volume", volume.node, volume.source);
        }
    }
}

fn undefined(
    compose: Compose<'_>,
    service: Service<'_>,
    section: &str,
    what: &str,
    place: Node<'_>,
    name: &str,
) -> Finding {
    let finding = Finding::of::<UndefinedName>(place.span())
        .subject(service.subject())
        .message(format!("there is no {what} `{name}` in this file"));
    match nearest::nearest(name, compose.defined(section).map(|field| field.key)) {
        Some(near) => finding.help(format!("did you mean `{near}`?")),
        None if section == "services" => finding,
        None => finding.help(format!("define it under `{section}` at the top of the file")),
    }
}
