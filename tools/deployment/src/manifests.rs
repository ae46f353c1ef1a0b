//! What the rules judge: the files of a deployment, read as one set, so that names lead from file to file.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use architect_core::files::without_dots;
use architect_core::{Gap, Limits, Source, Span, ToolError};
use architect_document::{Document, NodeId, Stream, Value};

use crate::compose::Compose;
use crate::kubernetes::schema::{self, Validation};
use crate::kubernetes::{Container, Object, Pod, Release};
use crate::node::Node;
use crate::recognise::{self, FileKind};
use crate::relations::Choices;
use crate::workload::Workload;

/// A set of files.
#[derive(Debug)]
pub struct Manifests {
    files: Vec<File>,
    /// Objects of Kubernetes that are whole, in order.
    objects: Vec<Place>,
    /// Those of Kubernetes itself, by kind and by name.
    kinds: BTreeMap<String, BTreeMap<String, Vec<usize>>>,
    release: Release,
    gaps: Vec<Gap>,
    /// Kind and name of what Kustomize makes.
    generated: BTreeSet<(&'static str, String)>,
    validation: OnceLock<Validation>,
    /// Pods by their labels, and what chooses pods by the first label that it asks for.
    pub(crate) choices: OnceLock<Choices>,
}

/// A file of the set.
#[derive(Debug)]
pub struct File {
    /// Its documents.
    pub stream: Stream,
    /// What it is.
    pub kind: FileKind,
}

#[derive(Debug, Clone, Copy)]
struct Place {
    file: usize,
    document: usize,
    node: NodeId,
}

impl Manifests {
    /// Reads sources as one set.
    pub fn read(sources: &[Source], release: Release, limits: &Limits) -> Result<Self, ToolError> {
        let mut files = Vec::new();
        for source in sources {
            let stream = Stream::read(source, limits)?;
            let kind = recognise::kind(&stream);
            files.push(File { stream, kind });
        }
        let mut set = Self {
            files,
            objects: Vec::new(),
            kinds: BTreeMap::new(),
            release,
            gaps: Vec::new(),
            generated: BTreeSet::new(),
            validation: OnceLock::new(),
            choices: OnceLock::new(),
        };
        let patches = set.kustomizations();
        set.collect(&patches);
        set.kinds = set.by_kind();
        Ok(set)
    }

    /// What Kustomize does with the other files: the paths of its patches.
    fn kustomizations(&mut self) -> BTreeSet<String> {
        let mut patches = BTreeSet::new();
        let mut generated = BTreeSet::new();
        for file in self.files.iter().filter(|file| file.kind == FileKind::Kustomization) {
            let name = file.stream.source().name();
            let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
            for root in file.stream.documents().iter().map(Node::root) {
                let inline = root.list("patchesStrategicMerge").chain(root.list("patchesJson6902"));
                for patch in root.list("patches").chain(inline) {
                    let path = patch.string().or_else(|| patch.get_string("path"));
                    patches.extend(path.map(|path| join(folder, path)));
                }
                for (key, kind) in [("configMapGenerator", "ConfigMap"), ("secretGenerator", "Secret")] {
                    let names = root.list(key).filter_map(|made| made.get_text("name"));
                    generated.extend(names.map(|name| (kind, name.to_owned())));
                }
            }
        }
        self.generated = generated;
        patches
    }

    fn collect(&mut self, patches: &BTreeSet<String>) {
        let (mut objects, mut gaps) = (Vec::new(), Vec::new());
        for (index, file) in self.files.iter().enumerate() {
            let name = file.stream.source().name();
            if file.kind != FileKind::Template {
                gaps.extend(file.stream.gaps());
            }
            match file.kind {
                FileKind::Kubernetes if patches.contains(name) || is_patch_by_name(name) => {
                    gaps.push(Gap::of_source(name, "a patch for Kustomize, which is not applied"));
                }
                FileKind::Kubernetes => {
                    for (document, read) in file.stream.documents().iter().enumerate() {
                        let found = unfolded(Node::root(read));
                        objects.extend(found.into_iter().map(|node| Place { file: index, document, node }));
                    }
                }
                FileKind::Template => {
                    gaps.push(Gap::of_source(name, "a template: what it gives is known only when it is filled in"));
                }
                FileKind::Kustomization => {
                    gaps.push(Gap::of_source(
                        name,
                        "Kustomize is not run: its bases, patches and prefixes are not applied",
                    ));
                }
                FileKind::Compose | FileKind::Other => {}
            }
        }
        self.objects = objects;
        self.gaps = gaps;
    }

    fn by_kind(&self) -> BTreeMap<String, BTreeMap<String, Vec<usize>>> {
        let mut kinds: BTreeMap<String, BTreeMap<String, Vec<usize>>> = BTreeMap::new();
        for index in 0..self.objects.len() {
            if let Some(object) = self.object(index).filter(|object| object.is_built_in()) {
                let of_kind = kinds.entry(object.kind.to_owned()).or_default();
                of_kind.entry(object.name().to_owned()).or_default().push(index);
            }
        }
        kinds
    }

    /// The files in order.
    pub fn files(&self) -> &[File] {
        &self.files
    }

    /// The release of Kubernetes that they are judged for.
    pub fn release(&self) -> Release {
        self.release
    }

    /// What was not read, and why.
    pub fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// What the schemas say of the objects and the Compose files; found when it is first asked for.
    pub fn validation(&self) -> &Validation {
        self.validation.get_or_init(|| {
            let mut validation = schema::validate(self.objects(), self.release);
            for compose in self.compose_files() {
                validation.faults.extend(crate::compose::schema::validate(compose));
            }
            validation
        })
    }

    /// The documents that rules judge, with what their file is: not those of templates.
    pub fn documents(&self) -> impl Iterator<Item = (FileKind, &Document)> {
        let files = self.files.iter().filter(|file| file.kind != FileKind::Template);
        files.flat_map(|file| file.stream.documents().iter().map(|document| (file.kind, document)))
    }

    /// The Compose files.
    pub fn compose_files(&self) -> impl Iterator<Item = Compose<'_>> {
        let files = self.files.iter().filter(|file| file.kind == FileKind::Compose);
        files
            .filter_map(|file| file.stream.documents().first())
            .map(|document| Compose { root: Node::root(document) })
    }

    /// The objects of Kubernetes, in the order of files and places; lists are unfolded, patches left out.
    pub fn objects(&self) -> impl Iterator<Item = Object<'_>> {
        (0..self.objects.len()).filter_map(|index| self.object(index))
    }

    /// The object of a number; numbers go from 0 in the order of [`objects`](Self::objects).
    pub(crate) fn object(&self, index: usize) -> Option<Object<'_>> {
        let place = self.objects.get(index)?;
        let document = self.files.get(place.file)?.stream.documents().get(place.document)?;
        Object::read(Node::new(document, place.node))
    }

    /// The objects of a kind of Kubernetes itself, in the order of their names.
    pub fn of_kind(&self, kind: &'static str) -> impl Iterator<Item = Object<'_>> {
        let indices = self.kinds.get(kind).into_iter().flat_map(BTreeMap::values).flatten();
        indices.filter_map(|index| self.object(*index))
    }

    /// The objects of a kind of Kubernetes itself that have a name: of several namespaces, or none.
    pub fn named<'m>(&'m self, kind: &str, name: &str) -> impl Iterator<Item = Object<'m>> {
        let indices = self.kinds.get(kind).and_then(|names| names.get(name)).into_iter().flatten();
        indices.filter_map(|index| self.object(*index))
    }

    /// The pods, one for each object that makes them.
    pub fn pods(&self) -> impl Iterator<Item = Pod<'_>> {
        self.objects().filter_map(Object::pod)
    }

    /// The containers of all pods: init, main, ephemeral.
    pub fn containers(&self) -> impl Iterator<Item = Container<'_>> {
        self.pods().flat_map(Pod::all_containers)
    }

    /// What runs, in either world: containers of pods and services of Compose files.
    pub fn workloads(&self) -> impl Iterator<Item = Workload<'_>> {
        let containers = self.containers().map(Workload::Container);
        let services = self.compose_files().flat_map(Compose::services).map(Workload::Service);
        containers.chain(services)
    }

    /// Whether a custom resource of the set may make pods that are not written here.
    pub fn may_make_other_pods(&self) -> bool {
        self.objects().any(|object| !object.is_built_in() && !object.is_passive())
    }

    /// Whether an object of this kind and name is in the set, seen from another: in its namespace, or made by Kustomize.
    pub fn has(&self, kind: &'static str, name: &str, from: Object<'_>) -> bool {
        let mut named = self.named(kind, name);
        named.any(|object| object.shares_namespace_with(from)) || self.generated.contains(&(kind, name.to_owned()))
    }

    /// Whether any object of a kind is in the set or made by Kustomize. When none is, they are kept elsewhere.
    pub fn has_any(&self, kind: &'static str) -> bool {
        self.of_kind(kind).next().is_some() || self.generated.iter().any(|(made, _)| *made == kind)
    }

    /// The place of an offset of a file.
    pub fn place(file: &File, at: usize) -> Span {
        file.stream.source().span(at..at)
    }
}

/// The object that a document is, or those of the list that it is.
fn unfolded(root: Node<'_>) -> Vec<NodeId> {
    let items = match (root.value(), root.get_string("kind")) {
        // Tools write lists of objects as JSON.
        (Value::List(_), _) => Some(root),
        (_, Some(kind)) if kind.ends_with("List") => root.get("items"),
        _ => None,
    };
    match items {
        Some(items) => items.items().filter_map(object).collect(),
        None => object(root).into_iter().collect(),
    }
}

fn object(node: Node<'_>) -> Option<NodeId> {
    Object::read(node).filter(|object| object.is_for_a_cluster()).map(|object| object.node.id())
}

/// Whether the name of a file says that it is a patch: `memory-patch.yaml`, `patches/memory.yaml`.
fn is_patch_by_name(path: &str) -> bool {
    let mut parts = path.rsplit('/');
    let words = parts.next().unwrap_or_default().split(['.', '-', '_']);
    words.into_iter().any(|word| word == "patch") || parts.next() == Some("patches")
}

/// A path as seen from a folder, without `.` and `..` as far as can be told.
pub(crate) fn join(folder: &str, path: &str) -> String {
    without_dots(&if folder.is_empty() { path.to_owned() } else { format!("{folder}/{path}") })
}
