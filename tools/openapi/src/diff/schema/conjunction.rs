//! All the schema objects that a value must fit at once.

use std::collections::{HashMap, HashSet};

use crate::api::Api;
use crate::structure::reference::Target;
use crate::version::Version;
use architect_document::{NodeId, Value};

/// A conjunction by its number, valid for one document only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ConjunctionId(u32);

/// All the schema objects that a value must fit at once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct Conjunction {
    /// The schema objects, in the order of the text, each for its own keywords only.
    pub(crate) leaves: Vec<NodeId>,
    /// `null` fits too, whatever the leaves say.
    pub(crate) nullable: bool,
    /// Nothing fits: a `false` is among the schemas.
    pub(crate) never: bool,
    /// The components that are put together by `allOf`: they say nothing that the leaves do not say, but generated
    /// clients see them.
    pub(crate) composed: Vec<NodeId>,
    /// A part of it is not known, because a reference leads out of what was read.
    pub(crate) unknown: bool,
}

impl Conjunction {
    /// Whether it says nothing, so that every value fits.
    pub(crate) fn is_any(&self) -> bool {
        self.leaves.is_empty() && !self.never && !self.unknown
    }
}

/// Most schema objects in one conjunction; what goes beyond makes it unknown.
const MOST_LEAVES: usize = 256;

/// The conjunctions of one document, each once.
#[derive(Debug, Default)]
pub(crate) struct Conjunctions {
    numbers: HashMap<Conjunction, ConjunctionId>,
    all: Vec<Conjunction>,
    /// Those of single nodes, which are asked for most.
    of_node: HashMap<NodeId, ConjunctionId>,
}

impl Conjunctions {
    /// The conjunction of some schemas, all of which a value must fit. None at all: every value fits.
    pub(crate) fn of(&mut self, api: &Api, schemas: &[NodeId]) -> ConjunctionId {
        if let [one] = schemas {
            if let Some(id) = self.of_node.get(one) {
                return *id;
            }
            let id = self.number(expand(api, schemas));
            self.of_node.insert(*one, id);
            return id;
        }
        self.number(expand(api, schemas))
    }

    pub(crate) fn get(&self, id: ConjunctionId) -> &Conjunction {
        static ANY: Conjunction =
            Conjunction { leaves: Vec::new(), nullable: false, never: false, composed: Vec::new(), unknown: false };
        self.all.get(id.0 as usize).unwrap_or(&ANY)
    }

    fn number(&mut self, conjunction: Conjunction) -> ConjunctionId {
        if let Some(id) = self.numbers.get(&conjunction) {
            return *id;
        }
        let id = ConjunctionId(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
        self.all.push(conjunction.clone());
        self.numbers.insert(conjunction, id);
        id
    }
}

/// Finds the leaves behind references, `allOf`, single alternatives and "or null".
fn expand(api: &Api, schemas: &[NodeId]) -> Conjunction {
    let document = &api.document;
    let mut conjunction = Conjunction::default();
    let mut seen: HashSet<NodeId> = HashSet::new();
    let mut waiting: Vec<NodeId> = schemas.iter().rev().copied().collect();
    while let Some(node) = waiting.pop() {
        let node = document.target(node);
        if !seen.insert(node) {
            continue;
        }
        if seen.len() > MOST_LEAVES {
            conjunction.unknown = true;
            break;
        }
        let entries = match document.value(node) {
            Value::Bool(true) => continue,
            Value::Bool(false) => {
                conjunction.never = true;
                continue;
            }
            Value::Map(entries) => entries,
            _ => {
                conjunction.unknown = true;
                continue;
            }
        };
        match api.target(node) {
            Some(Target::Node(target)) => {
                waiting.push(target);
                // Before 3.1 nothing beside a reference counts.
                if api.version.is_none_or(|version| version < Version::V3_1) {
                    continue;
                }
            }
            Some(_) => {
                conjunction.unknown = true;
                continue;
            }
            None => {}
        }
        let mut says = false;
        for entry in entries {
            match document.key(entry.key) {
                "allOf" => {
                    let members = document.items(entry.value);
                    waiting.extend(members.iter().rev());
                    conjunction.composed.extend(members);
                }
                "oneOf" | "anyOf" => match or_null(api, document.items(entry.value)) {
                    Some((Some(rest), nullable)) => {
                        conjunction.nullable |= nullable;
                        waiting.push(rest);
                    }
                    _ => says = true,
                },
                "nullable" => {
                    let typed = document.get(node, "type").is_some();
                    if !typed && document.boolean(entry.value) == Some(true) && entries.len() > 1 {
                        conjunction.nullable = true;
                    }
                    says |= typed;
                }
                "$ref" | "title" | "description" | "example" | "examples" | "externalDocs" | "xml" | "$comment"
                | "$id" | "$anchor" | "$defs" | "definitions" | "$schema" => {}
                key => {
                    says |= !key.starts_with("x-")
                        || matches!(key, "x-extensible-enum" | "x-sunset" | "x-stability-level");
                }
            }
        }
        if says {
            conjunction.leaves.push(node);
        }
    }
    conjunction.leaves.sort_unstable();
    conjunction.composed.sort_unstable();
    conjunction
}

/// Of alternatives that are one schema, or one schema and `null`: that schema, and whether there is `null`.
fn or_null(api: &Api, members: &[NodeId]) -> Option<(Option<NodeId>, bool)> {
    let mut rest = None;
    let mut nullable = false;
    for member in members {
        if is_null(api, *member) {
            nullable = true;
        } else if rest.replace(*member).is_some() {
            return None;
        }
    }
    rest.is_some().then_some((rest, nullable))
}

/// Whether only `null` fits a schema.
pub(super) fn is_null(api: &Api, schema: NodeId) -> bool {
    let document = &api.document;
    let Some(schema) = api.follow(schema) else { return false };
    let is_null_word = |node| document.string(node) == Some("null");
    if let Some(types) = document.get(schema, "type") {
        return is_null_word(types) || matches!(document.items(types), [one] if is_null_word(*one));
    }
    match (document.get(schema, "const"), document.get(schema, "enum")) {
        (Some(value), _) => document.value(value) == Value::Null,
        (None, Some(values)) => matches!(document.items(values), [one] if document.value(*one) == Value::Null),
        _ => false,
    }
}
