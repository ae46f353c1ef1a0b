//! What a YAML file is: a Compose file, manifests of Kubernetes, a Kustomization, a template, or something else.

use architect_document::Stream;

use crate::kubernetes::Object;
use crate::node::Node;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileKind {
    /// A Compose file.
    Compose,
    /// Objects of Kubernetes.
    Kubernetes,
    /// What Kustomize is told.
    Kustomization,
    /// A template of Helm or another: no YAML yet.
    Template,
    /// None of these.
    Other,
}

/// Tells by name and text what a file is, before it is read: for those who look through folders.
pub fn looks_like(name: &str, text: &str) -> Option<FileKind> {
    let name = name.rsplit('/').next().unwrap_or(name).to_ascii_lowercase();
    if is_compose_name(&name) {
        return Some(FileKind::Compose);
    }
    if is_kustomization_name(&name) {
        return Some(FileKind::Kustomization);
    }
    let begins = |keys: &[&str]| {
        text.lines().any(|line| {
            let line = line.trim_start_matches("- ");
            keys.iter().any(|key| line.starts_with(key))
        })
    };
    let yaml = begins(&["apiVersion:", "\"apiVersion\":"]) && begins(&["kind:", "\"kind\":"]);
    let json =
        text.trim_start().starts_with(['{', '[']) && text.contains("\"apiVersion\"") && text.contains("\"kind\"");
    (yaml || json).then_some(FileKind::Kubernetes)
}

/// `compose.yaml`, `docker-compose.prod.yml`.
fn is_compose_name(name: &str) -> bool {
    let Some((stem, extension)) = name.rsplit_once('.') else { return false };
    let stem = stem.strip_prefix("docker-").unwrap_or(stem);
    matches!(extension, "yaml" | "yml")
        && (stem == "compose" || stem.starts_with("compose.") || stem.starts_with("compose-"))
}

fn is_kustomization_name(name: &str) -> bool {
    matches!(name, "kustomization.yaml" | "kustomization.yml" | "kustomization")
}

/// What a file is that was read.
pub(crate) fn kind(stream: &Stream) -> FileKind {
    let name = stream.source().name();
    let name = name.rsplit('/').next().unwrap_or(name).to_ascii_lowercase();
    if is_template(stream) {
        return FileKind::Template;
    }
    let roots = || stream.documents().iter().map(Node::root);
    let objects = || roots().filter_map(Object::read);
    let is_kustomization = objects().any(|object| object.group() == "kustomize.config.k8s.io");
    if is_kustomization || is_kustomization_name(&name) {
        return FileKind::Kustomization;
    }
    let lists = roots().any(|root| root.items().any(|item| Object::read(item).is_some()));
    if objects().any(Object::is_for_a_cluster) || lists {
        return FileKind::Kubernetes;
    }
    let has_services = |root: Node<'_>| {
        let services: Vec<Node<'_>> = root.map("services").map(|field| field.value).collect();
        let named =
            |node: &Node<'_>| ["image", "build", "command", "ports"].iter().any(|key| node.get(key).is_some());
        !services.is_empty() && services.iter().any(named)
    };
    let is_compose = if is_compose_name(&name) { roots().any(Node::is_map) } else { roots().any(has_services) };
    if is_compose { FileKind::Compose } else { FileKind::Other }
}

/// Whether the text has marks of a template outside of quotes, where YAML gives them no meaning.
fn is_template(stream: &Stream) -> bool {
    let text = stream.source().text();
    if !text.contains("{{") && !text.contains("{%") && !text.contains("<%") {
        return false;
    }
    if !stream.syntax_errors().is_empty() {
        return true;
    }
    let marked = |text: &str| text.contains("{{") || text.contains("{%") || text.contains("<%");
    // `{{ .x }}` reads as a mapping whose key is a mapping, which no document means.
    let unread = stream.gaps().into_iter().filter_map(|gap| gap.span);
    let odd_key = unread.map(|span| stream.source().slice(span.bytes())).any(|text| text.starts_with('{'));
    odd_key
        || stream.documents().iter().any(|document| {
            document.nodes().any(|id| {
                let node = Node::new(document, id);
                // A plain scalar is written as it is read, and stands on one line.
                node.string().is_some_and(|text| marked(text) && node.raw() == text && !text.contains('\n'))
            })
        })
}
