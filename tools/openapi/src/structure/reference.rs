//! `$ref`: what it leads to.

use std::collections::HashMap;

use architect_core::Gap;

use super::fault::Fault;
use super::shape::{Kind, Shape};
use super::walk::Walk;
use crate::document::pointer::{percent_decode, unescape};
use crate::document::version::Version;
use crate::document::{Document, NodeId, Value};

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
const MOST_STEPS: usize = 64;

impl Walk<'_> {
    /// Resolves every reference; what is reached only through one is walked too.
    pub(super) fn follow_references(&mut self) {
        let mut known: HashMap<&str, Target> = HashMap::new();
        let mut next = 0;
        while let Some(reference) = self.structure.references.get(next).copied() {
            let text = self.document.string(reference.value).unwrap_or_default();
            let target = match known.get(text) {
                Some(target) => *target,
                None => {
                    let target = self.resolve(text, reference.object);
                    known.insert(text, target);
                    target
                }
            };
            if let Some(reference) = self.structure.references.get_mut(next) {
                reference.target = target;
            }
            self.judge(reference, target, text);
            next += 1;
        }
        self.find_endless();
    }

    fn judge(&mut self, reference: Reference, target: Target, text: &str) {
        let Reference { value, expected, .. } = reference;
        match target {
            Target::Node(node) => match self.structure.kind(node) {
                Some(found) if found != expected => {
                    self.fault(Fault::WrongTarget { value, expected, found, target: node });
                }
                Some(_) => {}
                None => {
                    self.push(node, Shape::Referable(expected));
                    self.run();
                }
            },
            // In a document that was not read to its end, the target may be in the rest.
            Target::Missing if !self.document.is_whole() => {}
            Target::Missing => self.fault(Fault::Unresolved { value }),
            Target::Elsewhere => {
                let reason = if text.starts_with('#') {
                    "a reference that goes through another file or a schema's `$id`, which is not followed".to_owned()
                } else {
                    let file = text.split('#').next().unwrap_or_default();
                    format!("a reference to another document, `{file}`, which is not followed")
                };
                self.structure.gaps.push(Gap::at(self.document.span(value), reason));
            }
        }
    }

    fn resolve(&self, text: &str, object: NodeId) -> Target {
        let Some(fragment) = text.strip_prefix('#') else { return Target::Elsewhere };
        if self.has_ids && self.below_id(object) {
            return Target::Elsewhere;
        }
        if fragment.is_empty() || fragment.starts_with('/') {
            return resolve_pointer(self.document, fragment);
        }
        match self.anchors.get(&*percent_decode(fragment)) {
            Some(node) => Target::Node(*node),
            None => Target::Missing,
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
        let by_object: HashMap<NodeId, Target> =
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

/// Follows a pointer, through references of this document that lie on the way.
fn resolve_pointer(document: &Document, fragment: &str) -> Target {
    let mut node = document.root();
    let mut steps = 0;
    for token in fragment.split('/').skip(1) {
        let token = percent_decode(token);
        let key = unescape(&token);
        loop {
            let next = match document.value(node) {
                Value::Map(_) => document.get(node, &key),
                Value::List(items) => key.parse::<usize>().ok().and_then(|index| items.get(index).copied()),
                Value::Unread => return Target::Elsewhere,
                _ => None,
            };
            if let Some(next) = next {
                node = document.target(next);
                break;
            }
            let Some(text) = document.get_string(node, "$ref") else { return Target::Missing };
            steps += 1;
            if steps > MOST_STEPS || !text.starts_with("#/") {
                return Target::Elsewhere;
            }
            match document.find(text) {
                Some(target) => node = target,
                None => return Target::Missing,
            }
        }
    }
    Target::Node(node)
}
