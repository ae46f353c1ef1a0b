//! `$ref`: what it leads to.

use std::collections::HashMap;

use architect_core::Gap;

use super::fault::Fault;
use super::shape::{Kind, Shape};
use super::walk::Walk;
use crate::version::Version;
use architect_document::pointer::{percent_decode, unescape};
use architect_document::{Document, Failure, FileId, Lead, NodeId, NodeMap, Value};

/// Where a reference leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// To this node.
    Node(NodeId),
    /// Nowhere.
    Missing,
    /// Out of this document, or by a way that is not followed; a gap says so.
    Elsewhere,
}

/// A `$ref`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reference {
    /// The object that holds the `$ref`.
    pub object: NodeId,
    /// Its value.
    pub value: NodeId,
    /// The kind of object that is expected there.
    pub expected: Kind,
    /// Where it leads.
    pub target: Target,
}

/// Steps from reference to reference before a chain counts as endless.
pub(crate) const MOST_STEPS: usize = 64;

impl<'d> Walk<'d> {
    /// Resolves every reference; what is reached only through one is walked too.
    pub(super) fn follow_references(&mut self) {
        let mut known: HashMap<(FileId, &str), Way> = HashMap::new();
        let mut next = 0;
        while let Some(reference) = self.structure.references.get(next).copied() {
            let text = self.document.string(reference.value).unwrap_or_default();
            let file = self.document.file_of(reference.value);
            // Below an `$id`, the same text leads elsewhere.
            let cached = known.get(&(file, text)).filter(|_| !self.has_ids);
            let way = if let Some(way) = cached {
                *way
            } else {
                let way = self.resolve(file, text, reference.object);
                known.insert((file, text), way);
                way
            };
            if let Some(reference) = self.structure.references.get_mut(next) {
                reference.target = way.target();
            }
            self.judge(reference, way);
            next += 1;
        }
        self.find_endless();
    }

    fn judge(&mut self, reference: Reference, way: Way<'_>) {
        let Reference { value, expected, .. } = reference;
        let reason = match way {
            Way::Node(node) => {
                self.reach(node, value, expected);
                return;
            }
            // In a file that was not read to its end, the target may be in the rest.
            Way::Missing(file) if !self.document.file(file).is_whole() => return,
            Way::Missing(_) | Way::Failed(Failure::Missing { .. }) => {
                self.fault(Fault::Unresolved { value });
                return;
            }
            Way::Failed(Failure::Unread(reason)) => format!("a reference that is not followed: {reason}"),
            Way::Remote => format!("a reference to another host, `{}`, which is never followed", self.part(value)),
            Way::NoPlace => format!(
                "a reference to another file, `{}`, which is not followed: the text that holds it came without a path",
                self.part(value)
            ),
            Way::Unread => {
                "a reference that goes through what was not read, or through a schema's `$id`, and is not \
                            followed"
                    .to_owned()
            }
        };
        self.structure.gaps.push(Gap::at(self.document.span(value), reason));
    }

    /// What stands before the `#` of a reference.
    fn part(&self, value: NodeId) -> &'d str {
        self.document.string(value).and_then(|text| text.split('#').next()).unwrap_or_default()
    }

    fn reach(&mut self, node: NodeId, value: NodeId, expected: Kind) {
        match self.structure.kind(node) {
            Some(found) if found != expected => {
                self.fault(Fault::WrongTarget { value, expected, found, target: node });
            }
            Some(_) => {}
            None => {
                self.structure.files.insert(self.document.file_of(node));
                self.push(node, Shape::Referable(expected));
                self.run();
            }
        }
    }

    fn resolve(&self, file: FileId, text: &str, object: NodeId) -> Way<'d> {
        let (part, fragment) = text.split_once('#').unwrap_or((text, ""));
        if self.has_ids && self.below_id(object) {
            return Way::Unread;
        }
        match self.document.lead(file, part) {
            Lead::File(file) if fragment.is_empty() || fragment.starts_with('/') => {
                let mut steps = MOST_STEPS;
                follow_pointer(self.document, file, fragment, &mut steps)
            }
            Lead::File(file) => match self.anchors.get(&(file, &*percent_decode(fragment))) {
                Some(node) => Way::Node(*node),
                None => Way::Missing(file),
            },
            Lead::Failed(failure) => Way::Failed(failure),
            Lead::Remote => Way::Remote,
            Lead::NoPlace => Way::NoPlace,
        }
    }

    /// Whether a schema around this one has an `$id`, which moves the base of references.
    fn below_id(&self, object: NodeId) -> bool {
        let mut at = Some(object);
        while let Some(node) = at {
            if self.structure.kind(node) == Some(Kind::Schema) && self.document.get_string(node, "$id").is_some() {
                return true;
            }
            at = self.document.parent(node);
        }
        false
    }

    /// Reports references that lead only to each other.
    fn find_endless(&mut self) {
        let by_object: NodeMap<Target> =
            self.structure.references.iter().map(|reference| (reference.object, reference.target)).collect();
        let mut endless = Vec::new();
        for reference in &self.structure.references {
            let is_schema = reference.expected == Kind::Schema && self.version >= Version::V3_1;
            if is_schema && self.document.entries(reference.object).len() > 1 {
                continue;
            }
            let mut at = reference.target;
            for _ in 0..MOST_STEPS {
                let Target::Node(node) = at else { break };
                if node == reference.object {
                    endless.push(reference.value);
                    break;
                }
                match by_object.get(&node) {
                    Some(next) if !is_schema || self.document.entries(node).len() == 1 => at = *next,
                    _ => break,
                }
            }
        }
        for value in endless {
            self.fault(Fault::EndlessReference { value });
        }
    }
}

/// What becomes of a reference.
#[derive(Debug, Clone, Copy)]
enum Way<'d> {
    Node(NodeId),
    /// The file is there, but holds nothing at that place.
    Missing(FileId),
    Failed(&'d Failure),
    Remote,
    NoPlace,
    Unread,
}

impl Way<'_> {
    fn target(self) -> Target {
        match self {
            Self::Node(node) => Target::Node(node),
            Self::Missing(_) | Self::Failed(Failure::Missing { .. }) => Target::Missing,
            Self::Failed(Failure::Unread(_)) | Self::Remote | Self::NoPlace | Self::Unread => Target::Elsewhere,
        }
    }
}

/// Follows a pointer, through references that lie on the way. Recursion is bounded by `steps`.
fn follow_pointer<'d>(document: &'d Document, file: FileId, fragment: &str, steps: &mut usize) -> Way<'d> {
    let mut node = document.file(file).root();
    for token in fragment.split('/').skip(1) {
        let token = percent_decode(token);
        let key = unescape(&token);
        loop {
            let next = match document.value(node) {
                Value::Map(_) => document.get(node, &key),
                Value::List(items) => key.parse::<usize>().ok().and_then(|index| items.get(index).copied()),
                Value::Unread => return Way::Unread,
                _ => None,
            };
            if let Some(next) = next {
                node = document.target(next);
                break;
            }
            let here = document.file_of(node);
            let Some(text) = document.get_string(node, "$ref") else { return Way::Missing(here) };
            let (part, fragment) = text.split_once('#').unwrap_or((text, ""));
            let lead = document.lead(here, part);
            match (lead, steps.checked_sub(1)) {
                (Lead::File(file), Some(left)) if fragment.is_empty() || fragment.starts_with('/') => {
                    *steps = left;
                    match follow_pointer(document, file, fragment, steps) {
                        Way::Node(target) => node = target,
                        way => return way,
                    }
                }
                (Lead::Failed(failure), _) => return Way::Failed(failure),
                (Lead::Remote, _) => return Way::Remote,
                (Lead::NoPlace, _) => return Way::NoPlace,
                (Lead::File(_), _) => return Way::Unread,
            }
        }
    }
    Way::Node(node)
}
