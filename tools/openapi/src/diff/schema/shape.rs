//! Fingerprints of the nodes of a document: equal ones are written alike but for words to people.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash as _, Hasher as _};

use crate::api::Api;
use crate::structure::reference::Target;
use crate::structure::shape::Kind;
use architect_document::{NodeId, Value};

/// Rounds in which what stands behind a reference comes into the fingerprint of what refers to it.
const ROUNDS: usize = 4;

/// The fingerprints of all nodes.
#[derive(Debug)]
pub(crate) struct Shapes {
    /// As it is written: references by their text.
    written: Vec<u64>,
    /// Whether a reference or an alias is in it, so that it may change though its text does not.
    open: Vec<bool>,
    /// With what stands behind references, some steps deep.
    deep: std::sync::OnceLock<Vec<u64>>,
}

impl Shapes {
    pub(crate) fn of(api: &Api) -> Self {
        let len = api.document.len();
        let mut shapes = Self { written: vec![0; len], open: vec![false; len], deep: std::sync::OnceLock::new() };
        for index in (0..len).rev() {
            let node = NodeId::at(index);
            let (hash, open) = shapes.hash(api, node, None);
            if let (Some(slot), Some(flag)) = (shapes.written.get_mut(index), shapes.open.get_mut(index)) {
                (*slot, *flag) = (hash, open);
            }
        }
        shapes
    }

    /// The fingerprint of a node that no reference is in: equal ones mean the same.
    pub(crate) fn closed(&self, node: NodeId) -> Option<u64> {
        let open = self.open.get(at(node)).copied().unwrap_or(true);
        if open { None } else { self.written.get(at(node)).copied() }
    }

    /// The fingerprint of a node with what its references lead to. A good guess at what belongs together, no proof.
    pub(crate) fn deep(&self, api: &Api, node: NodeId) -> u64 {
        let deep = self.deep.get_or_init(|| {
            let mut known = self.written.clone();
            // The first round forgets the texts of references, so that names do not count.
            for round in 0..ROUNDS {
                let before = if round == 0 { vec![0; known.len()] } else { known.clone() };
                for index in (0..known.len()).rev() {
                    let node = NodeId::at(index);
                    let (hash, _) = self.hash_with(api, node, &known, Some(&before));
                    if let Some(slot) = known.get_mut(index) {
                        *slot = hash;
                    }
                }
            }
            known
        });
        let mut node = node;
        for _ in 0..ROUNDS {
            match api.target(node) {
                Some(Target::Node(target)) => node = api.document.target(target),
                _ => break,
            }
        }
        deep.get(at(node)).copied().unwrap_or_default()
    }

    fn hash(&self, api: &Api, node: NodeId, behind: Option<&[u64]>) -> (u64, bool) {
        self.hash_with(api, node, &self.written, behind)
    }

    fn hash_with(&self, api: &Api, node: NodeId, known: &[u64], behind: Option<&[u64]>) -> (u64, bool) {
        let document = &api.document;
        let mut hasher = DefaultHasher::new();
        if document.target(node) != node {
            // An alias: its target comes before it, and is not known yet.
            return (u64::from(node.number()) ^ 0x9e37_79b9_7f4a_7c15, true);
        }
        let of = |child: NodeId| known.get(at(child)).copied().unwrap_or_default();
        let is_open = |child: NodeId| self.open.get(at(child)).copied().unwrap_or(true);
        let mut open = false;
        match document.value(node) {
            Value::Null => 0u8.hash(&mut hasher),
            Value::Bool(value) => (1u8, value).hash(&mut hasher),
            Value::Number(text) => match architect_document::number(text).and_then(|number| number.as_f64()) {
                Some(value) => (2u8, value.to_bits()).hash(&mut hasher),
                None => (2u8, text).hash(&mut hasher),
            },
            Value::String(text) => (3u8, text).hash(&mut hasher),
            Value::Unread => {
                open = true;
                4u8.hash(&mut hasher);
            }
            Value::List(items) => {
                5u8.hash(&mut hasher);
                for item in items {
                    open |= is_open(*item);
                    of(*item).hash(&mut hasher);
                }
            }
            Value::Map(entries) => {
                if let (Some(behind), Some(Target::Node(target))) = (behind, api.target(node)) {
                    let target = document.target(target);
                    return (behind.get(at(target)).copied().unwrap_or_default(), true);
                }
                // The order of keys says nothing, so their fingerprints are added up.
                let described = api.structure.kind(node).is_some();
                let is_schema = api.structure.kind(node) == Some(Kind::Schema);
                let mut sum = 0u64;
                for entry in entries {
                    let key = document.key(entry.key);
                    if described && is_for_people(key, is_schema) {
                        continue;
                    }
                    open |= key == "$ref" || is_open(entry.value);
                    let mut pair = DefaultHasher::new();
                    (key, of(entry.value)).hash(&mut pair);
                    sum = sum.wrapping_add(pair.finish());
                }
                (6u8, sum).hash(&mut hasher);
            }
        }
        (hasher.finish(), open)
    }
}

fn at(node: NodeId) -> usize {
    node.number() as usize
}

fn is_for_people(key: &str, is_schema: bool) -> bool {
    matches!(key, "description" | "summary" | "example" | "examples" | "externalDocs")
        || is_schema && matches!(key, "title" | "$comment" | "xml")
}
