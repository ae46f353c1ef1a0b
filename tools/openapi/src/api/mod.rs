//! An OpenAPI document as its rules see it: operations, references, schemas, each with its place.
//!
//! In comes a [`Document`], out comes an [`Api`]. Operations are found wherever they can stand: paths, webhooks,
//! callbacks, path items among the components, `query` and `additionalOperations`.
//!
//! Swagger 2.0 answers the same questions as OpenAPI 3: what stands elsewhere there is looked up there.

mod body;
pub mod casing;
mod components;
pub mod media;
mod operation;
pub mod paging;
pub mod parameter;
pub mod route;
pub mod schema;
pub mod security;
pub mod server;
mod subject;
mod tag;
pub mod traffic;

use std::sync::OnceLock;

use architect_core::{Context, DocumentInput, Gap, Limits, Source, ToolError};

use self::schema::Known;
use crate::structure::fault::{Fault, Misplaced};
use crate::structure::reference::{MOST_STEPS, Reference, Target};
use crate::structure::shape::Kind;
use crate::structure::walk::{Structure, walk};
use crate::validation::{self, Verdict};
use crate::version::{Declared, Version};
use architect_document::{Document, File, NodeId, NodeMap, NodeSet};

pub use body::Payload;
pub use operation::{Operation, Place};
pub use server::Server;

/// An OpenAPI document.
#[derive(Debug)]
pub struct Api {
    /// The text as a tree.
    pub document: Document,
    /// The version it is written in; when it names none that is known, nothing but the head was examined.
    pub version: Option<Version>,
    /// Objects, references and faults.
    pub structure: Structure,
    operations: Vec<Operation>,
    users: operation::Users,
    by_node: NodeMap<usize>,
    /// The objects again, by kind and then in the order of the text.
    by_kind: Vec<(Kind, NodeId)>,
    targets: NodeMap<Target>,
    verdicts: OnceLock<Vec<Verdict>>,
    /// By the numbers of the nodes.
    types: OnceLock<Vec<Known>>,
    texts: OnceLock<Vec<NodeId>>,
    sent: OnceLock<NodeSet>,
    answered: OnceLock<NodeSet>,
}

impl Api {
    /// Reads a text alone: references to other files are gaps. What is no OpenAPI document, or one of a version that is
    /// not read, is an error that says so.
    pub fn read(source: &Source, limits: &Limits) -> Result<Self, ToolError> {
        Self::of(Document::read(source, limits)?)
    }

    /// Reads a document with the files that its references lead to. Without a path there is no place to read them from.
    pub fn open(input: &DocumentInput, context: &Context) -> Result<Self, ToolError> {
        let source = input.open(context)?;
        Self::of(if input.path.is_some() {
            Document::open(&source, context)?
        } else {
            Document::read(&source, context.limits())?
        })
    }

    fn of(document: Document) -> Result<Self, ToolError> {
        let name = document.source().name();
        let version = match crate::version::declared(&document) {
            Declared::Known { version, .. } => Some(version),
            Declared::OldSwagger(value) => {
                let written = document.raw(value);
                return Err(ToolError::invalid_input(format!(
                    "`{name}` is a document of Swagger 1 (swagger: {written}), which is not read: 2.0 is the oldest that is"
                ))
                .help("convert it to OpenAPI 3 first"));
            }
            Declared::NotOpenApi if document.syntax_error().is_none() => {
                return Err(ToolError::invalid_input(format!(
                    "`{name}` is no OpenAPI document: it has no `openapi` field, and no `swagger` field"
                ))
                .help("an OpenAPI document begins with a line such as `openapi: 3.1.0`"));
            }
            Declared::Unknown(_) | Declared::Missing | Declared::NotOpenApi => None,
        };
        let structure = version.map_or_else(Structure::empty, |version| walk(&document, version));
        let targets = structure.references.iter().map(|reference| (reference.object, reference.target)).collect();
        let users = operation::users(&document, &structure, &targets);
        let operations = operation::all(&document, &structure, &targets, &users);
        // An operation that several references lead to is named after the first.
        let numbered = operations.iter().enumerate().rev();
        let by_node = numbered.map(|(index, operation)| (operation.node, index)).collect();
        let mut by_kind: Vec<_> = structure.objects.iter().map(|(node, kind)| (*kind, *node)).collect();
        by_kind.sort_unstable();
        Ok(Self {
            document,
            version,
            structure,
            operations,
            users,
            by_node,
            by_kind,
            targets,
            verdicts: OnceLock::new(),
            types: OnceLock::new(),
            texts: OnceLock::new(),
            sent: OnceLock::new(),
            answered: OnceLock::new(),
        })
    }

    /// What was not examined.
    pub fn gaps(&self) -> Vec<Gap> {
        let mut gaps: Vec<Gap> = self.files().flat_map(File::gaps).collect();
        gaps.extend(self.structure.gaps.iter().cloned());
        // One in the place of an object is followed all the same.
        for fault in &self.structure.faults {
            let Fault::MisplacedReference { value, place } = fault else { continue };
            let reason = match place {
                Misplaced::Object(_) => continue,
                Misplaced::Map => "what a reference among the keys of a map leads to",
                Misplaced::Value(_) => "what a reference in the place of a plain value leads to",
            };
            gaps.push(Gap::at(self.document.span(*value), reason));
        }
        if self.version.is_none() {
            let reason = "the version of OpenAPI is not known, so only the text itself was examined";
            gaps.push(Gap::of_source(self.document.source().name(), reason));
        }
        gaps
    }

    /// The files that hold objects of the document, the one that was given first.
    pub fn files(&self) -> impl Iterator<Item = &File> {
        self.structure.files.iter().map(|id| self.document.file(*id))
    }

    /// Every operation, in the order of the text.
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// Every object of a kind, in the order of the text. References are not among them, their targets are.
    pub fn objects(&self, kind: Kind) -> impl Iterator<Item = NodeId> + '_ {
        let from = self.by_kind.partition_point(|(found, _)| *found < kind);
        let to = self.by_kind.partition_point(|(found, _)| *found <= kind);
        self.by_kind.get(from..to).unwrap_or_default().iter().map(|(_, node)| *node)
    }

    /// Every schema object, in the order of the text.
    pub fn schemas(&self) -> impl Iterator<Item = NodeId> + '_ {
        self.objects(Kind::Schema)
    }

    /// Every object of the specification, each once, in the order of the text.
    pub fn objects_in_order(&self) -> impl Iterator<Item = NodeId> + '_ {
        let mut last = None;
        let nodes = self.structure.objects.iter().map(|(node, _)| *node);
        nodes.filter(move |node| last.replace(*node) != Some(*node))
    }

    /// What objects say of themselves to readers: every `title`, `summary` and `description`.
    pub fn texts(&self) -> &[NodeId] {
        self.texts.get_or_init(|| {
            let fields = ["title", "summary", "description"];
            let of = |object| fields.iter().filter_map(move |field| self.get(object, field));
            self.objects_in_order().flat_map(of).collect()
        })
    }

    /// Every `$ref`, in the order of the text.
    pub fn references(&self) -> &[Reference] {
        &self.structure.references
    }

    /// The object itself, or the one that its `$ref` leads to. `None` when it leads out of the document, nowhere, or
    /// in a circle.
    pub fn follow(&self, node: NodeId) -> Option<NodeId> {
        follow(&self.document, &self.targets, node)
    }

    /// Where the `$ref` of an object leads, when it has one.
    pub fn target(&self, object: NodeId) -> Option<Target> {
        self.targets.get(&self.document.target(object)).copied()
    }

    /// The examples and defaults that do not fit their schemas, or could not be held against them.
    pub fn verdicts(&self) -> &[Verdict] {
        self.verdicts.get_or_init(|| validation::judge(self))
    }

    /// The value of a field of an object.
    pub fn get(&self, object: NodeId, field: &str) -> Option<NodeId> {
        self.document.get(object, field)
    }

    /// Whether a text field of an object is missing or empty.
    pub fn is_blank(&self, object: NodeId, field: &str) -> bool {
        self.document.get_string(object, field).is_none_or(|text| text.trim().is_empty())
    }

    /// Whether the document is one of before OpenAPI 3, which was called Swagger: bodies are parameters, media types
    /// are lists, and there is one host.
    pub fn is_swagger(&self) -> bool {
        self.version.is_some_and(|version| version < Version::V3_0)
    }
}

fn follow(document: &Document, targets: &NodeMap<Target>, node: NodeId) -> Option<NodeId> {
    let mut node = document.target(node);
    for _ in 0..MOST_STEPS {
        match targets.get(&node) {
            None => return Some(node),
            Some(Target::Node(target)) => node = document.target(*target),
            Some(Target::Missing | Target::Elsewhere) => return None,
        }
    }
    None
}
