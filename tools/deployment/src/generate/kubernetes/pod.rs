//! What the pods of a service have in common: the Deployment's and the migration's.

use crate::emit::{Map, Node};
use crate::generate::given::Given;
use crate::generate::kubernetes::Subject;
use crate::generate::size;
use architect_container::generate::Stack;

/// The pod's own rights.
pub(super) fn security(subject: &Subject<'_>) -> Map {
    let (user, group) = subject.service.user;
    Map::new()
        .put("runAsNonRoot", true)
        .note("The user of the image, by its number.")
        .put("runAsUser", user)
        .put("runAsGroup", group)
        .put("fsGroup", group)
        .put("seccompProfile", Map::new().put("type", "RuntimeDefault"))
}

/// The container's rights.
pub(super) fn container_security() -> Map {
    Map::new()
        .put("allowPrivilegeEscalation", false)
        .note("What is written goes to the volumes below.")
        .put("readOnlyRootFilesystem", true)
        .put("capabilities", Map::new().put("drop", Node::words(["ALL"])))
}

/// Image and how it is pulled.
pub(super) fn image(subject: &Subject<'_>, container: Map) -> Map {
    container
        .note("Each release gets a tag of its own; pin it by digest once it is pushed.")
        .put("image", subject.system.image(subject.service, subject.wishes))
        .note("Asks the registry each time, so that a node's cache gives nothing to whom the registry would not.")
        .put("imagePullPolicy", "Always")
}

/// Where the variables come from.
pub(super) fn environment(subject: &Subject<'_>, container: Map) -> Map {
    let mut env: Vec<Map> = Vec::new();
    let memory = size::of(subject.service.stack).memory;
    if subject.service.stack == Some(Stack::Go) {
        let limit = memory * 9 / 10;
        env.push(
            Map::new()
                .note("Nine tenths of the memory limit: the collector works harder before the kernel kills.")
                .put("name", "GOMEMLIMIT")
                .put("value", format!("{limit}MiB")),
        );
    }
    for (name, key, optional, note) in subject.secrets() {
        let reference =
            Map::new().put("name", subject.name()).put("key", key).put_some("optional", optional.then_some(true));
        env.push(Map::new().note(note).put("name", name).put("valueFrom", Map::new().put("secretKeyRef", reference)));
    }
    let has_settings = !subject.settings().is_empty();
    let from = has_settings.then(|| vec![Map::new().put("configMapRef", Map::new().put("name", subject.name()))]);
    let left: Vec<&str> = subject
        .entries
        .iter()
        .filter(|entry| entry.given == Given::Ask { optional: true })
        .map(|entry| entry.name.as_str())
        .collect();
    let mut container = container;
    if !left.is_empty() {
        container = container.note(format!("Read by the code and not set: {}.", left.join(", ")));
    }
    if has_settings || env.is_empty() {
        container = container.put_some("envFrom", from);
    }
    if !subject.secrets().is_empty() {
        container = container.note(format!(
            "The values come from the Secret `{}`, which no file holds: kubectl create secret generic {} {}",
            subject.name(),
            subject.name(),
            subject
                .secrets()
                .iter()
                .map(|(_, key, ..)| format!("--from-literal={key}=…"))
                .collect::<Vec<_>>()
                .join(" ")
        ));
    }
    container.put_some("env", (!env.is_empty()).then_some(env))
}

/// Requests and limits.
pub(super) fn resources(subject: &Subject<'_>) -> Map {
    let size = size::of(subject.service.stack);
    let memory = format!("{}Mi", size.memory);
    Map::new()
        .put(
            "requests",
            Map::new()
                .note("Where to begin: measure under load. The autoscaler counts from this.")
                .put("cpu", size.cpu)
                .put("memory", memory.clone())
                .put("ephemeral-storage", "64Mi"),
        )
        .put(
            "limits",
            Map::new()
                .note("Far above what is asked for: it stops a runaway, and does not slow work.")
                .put("cpu", size.cpu_limit)
                .note("As much as is asked for, so that no neighbour's load ends this one.")
                .put("memory", memory)
                .put("ephemeral-storage", "256Mi"),
        )
}

/// The folders that can be written: mounts and volumes.
pub(super) fn volumes(subject: &Subject<'_>) -> (Vec<Map>, Vec<Map>) {
    let folders = std::iter::once(("tmp".to_owned(), "/tmp"))
        .chain(subject.service.writes.iter().enumerate().map(|(index, path)| (format!("cache-{index}"), *path)));
    folders
        .map(|(name, path)| {
            let mount = Map::new().put("name", name.as_str()).put("mountPath", path);
            let volume = Map::new().put("name", name).put("emptyDir", Map::new().put("sizeLimit", "128Mi"));
            (mount, volume)
        })
        .unzip()
}
