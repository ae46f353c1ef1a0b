//! The keywords of a conjunction, put together.

use std::collections::{BTreeMap, BTreeSet};

use super::conjunction::{Conjunction, is_null};
use super::limits::{Limit, Limits};
use crate::api::Api;
use crate::api::schema::Types;
use crate::structure::reference::Target;
use crate::version::Version;
use architect_document::{NodeId, Value};

/// The types that the value of `type` names: a word or a list of them. A word that is no type allows all, since it is
/// a fault of the document.
pub(crate) fn named_types(api: &Api, node: NodeId) -> Types {
    let of = |word: &str| Types::of_word(word).unwrap_or(Types::ANY);
    match api.document.value(node) {
        Value::String(word) => of(word),
        Value::List(items) => {
            let words = items.iter().filter_map(|item| api.document.string(*item));
            words.fold(Types::NONE, |all, word| all.or(of(word)))
        }
        _ => Types::ANY,
    }
}

/// A value with the node where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Placed<T> {
    pub(crate) value: T,
    pub(crate) node: NodeId,
}

/// What the other properties of an object may be.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum Rest {
    /// Anything.
    #[default]
    Open,
    /// There are none.
    Closed(NodeId),
    /// They fit these schemas.
    Schemas(Vec<NodeId>),
}

/// Alternatives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Union {
    /// Whether exactly one must fit: `oneOf`.
    pub(crate) exclusive: bool,
    pub(crate) members: Vec<NodeId>,
    pub(crate) node: NodeId,
}

/// The keywords of a conjunction, put together.
#[derive(Debug, Clone, Default)]
pub(crate) struct Facts<'a> {
    /// The first schema object, for places.
    pub(crate) node: Option<NodeId>,
    /// The types that are written, `null` among them.
    pub(crate) types: Types,
    /// The types that the alternatives leave.
    union_types: Types,
    /// Where they are.
    pub(crate) type_node: Option<NodeId>,
    /// The values that are listed, by their canonical form.
    pub(crate) values: Option<BTreeMap<String, NodeId>>,
    /// The types of the listed values.
    value_types: Types,
    pub(crate) values_node: Option<NodeId>,
    pub(crate) is_const: bool,
    pub(crate) extensible: Option<BTreeMap<String, NodeId>>,
    pub(crate) format: Option<Placed<&'a str>>,
    pub(crate) limits: Limits,
    pub(crate) patterns: BTreeMap<&'a str, NodeId>,
    pub(crate) unique_items: Option<NodeId>,
    pub(crate) properties: BTreeMap<&'a str, Vec<NodeId>>,
    pub(crate) required: BTreeMap<&'a str, NodeId>,
    pub(crate) rest: Rest,
    pub(crate) pattern_properties: BTreeMap<&'a str, Vec<NodeId>>,
    pub(crate) dependent_required: BTreeMap<&'a str, Placed<BTreeSet<&'a str>>>,
    pub(crate) dependent_schemas: BTreeMap<&'a str, Vec<NodeId>>,
    /// Keywords that hold one schema: `items`, `contains`, `propertyNames`, `not`, `if`, `then`, `else`, …
    pub(crate) inner: BTreeMap<&'static str, Vec<NodeId>>,
    pub(crate) prefix_items: Vec<NodeId>,
    pub(crate) unions: Vec<Union>,
    pub(crate) discriminator: Option<NodeId>,
    pub(crate) default: Option<NodeId>,
    pub(crate) content_media_type: Option<Placed<&'a str>>,
    pub(crate) content_encoding: Option<Placed<&'a str>>,
    pub(crate) read_only: bool,
    pub(crate) write_only: bool,
}

/// Keywords that hold one schema and are compared by name.
const INNER: [&str; 10] = [
    "items",
    "contains",
    "propertyNames",
    "unevaluatedItems",
    "unevaluatedProperties",
    "not",
    "if",
    "then",
    "else",
    "contentSchema",
];

impl<'a> Facts<'a> {
    pub(crate) fn of(api: &'a Api, conjunction: &Conjunction) -> Self {
        let mut facts = Facts {
            node: conjunction.leaves.first().copied(),
            types: Types::ANY,
            union_types: Types::ANY,
            value_types: Types::ANY,
            ..Facts::default()
        };
        if conjunction.never {
            facts.types = Types::NONE;
        }
        let mut null = true;
        for leaf in &conjunction.leaves {
            facts.read(api, *leaf, &mut null);
        }
        if conjunction.nullable || null && !facts.types.is_empty() {
            facts.types = facts.types.or(Types::NULL);
        } else if !null {
            facts.types = facts.types.without(Types::NULL);
        }
        facts
    }

    /// The types that fit, the listed values considered; `null` left aside.
    pub(crate) fn effective_types(&self) -> Types {
        (self.types & self.union_types & self.value_types).without(Types::NULL)
    }

    /// Whether nothing is said of types, by words, values or alternatives.
    pub(crate) fn is_untyped(&self) -> bool {
        self.effective_types().or(Types::NULL) == Types::ANY
    }

    pub(crate) fn allows_null(&self) -> bool {
        self.types.meets(Types::NULL)
    }

    /// Whether it demands something of objects, so that it is more than alternatives.
    pub(crate) fn has_properties(&self) -> bool {
        !self.properties.is_empty() || !self.required.is_empty()
    }

    fn read(&mut self, api: &'a Api, leaf: NodeId, null: &mut bool) {
        for entry in api.document.entries(leaf) {
            let (key, value) = (api.document.key(entry.key), entry.value);
            if !self.read_values(api, leaf, (key, value), null) && !self.read_objects(api, key, value) {
                self.read_others(api, leaf, key, value);
            }
        }
    }

    /// Keywords about the value itself; false for others.
    fn read_values(&mut self, api: &'a Api, leaf: NodeId, (key, value): (&str, NodeId), null: &mut bool) -> bool {
        let document = &api.document;
        let old = api.version.is_none_or(|version| version < Version::V3_1);
        let flag = |name: &str| document.get(leaf, name).and_then(|value| document.boolean(value)) == Some(true);
        let has = |name: &str| document.get(leaf, name).is_some();
        match key {
            "type" => {
                let mut named = named_types(api, value);
                if old && (flag("nullable") || flag("x-nullable")) {
                    named = named.or(Types::NULL);
                }
                *null &= named.meets(Types::NULL);
                self.types = self.types & named.or(Types::NULL);
                self.type_node.get_or_insert(value);
            }
            "format" => {
                if let Some(text) = document.string(value) {
                    self.format.get_or_insert(Placed { value: text, node: value });
                }
            }
            "enum" => {
                // Beside a type, that says whether `null` fits: few write it down twice.
                *null &= has("type") || document.items(value).iter().any(|item| document.value(*item) == Value::Null);
                self.list(api, document.items(value), value);
            }
            "const" => {
                *null &= has("type") || document.value(value) == Value::Null;
                self.is_const = true;
                self.list(api, &[value], value);
            }
            "x-extensible-enum" => {
                let values = document.items(value).iter();
                self.extensible = Some(values.map(|item| (canonical(api, *item), *item)).collect());
            }
            "pattern" => {
                if let Some(text) = document.string(value) {
                    self.patterns.insert(text, value);
                }
            }
            "oneOf" | "anyOf" => self.unite(api, key == "oneOf", value, null),
            _ => return false,
        }
        true
    }

    /// Keywords about the properties of objects; false for others.
    fn read_objects(&mut self, api: &'a Api, key: &str, value: NodeId) -> bool {
        let document = &api.document;
        match key {
            "properties" => {
                for entry in document.entries(value) {
                    self.properties.entry(document.key(entry.key)).or_default().push(entry.value);
                }
            }
            "required" => {
                for item in document.items(value) {
                    if let Some(name) = document.string(*item) {
                        self.required.entry(name).or_insert(*item);
                    }
                }
            }
            "additionalProperties" => match document.boolean(value) {
                Some(true) => {}
                Some(false) => self.rest = Rest::Closed(value),
                None => match &mut self.rest {
                    Rest::Closed(_) => {}
                    Rest::Schemas(schemas) => schemas.push(value),
                    rest @ Rest::Open => {
                        if !document.entries(value).is_empty() {
                            *rest = Rest::Schemas(vec![value]);
                        }
                    }
                },
            },
            "patternProperties" => {
                for entry in document.entries(value) {
                    self.pattern_properties.entry(document.key(entry.key)).or_default().push(entry.value);
                }
            }
            "dependentSchemas" => {
                for entry in document.entries(value) {
                    self.dependent_schemas.entry(document.key(entry.key)).or_default().push(entry.value);
                }
            }
            "dependentRequired" => {
                for entry in document.entries(value) {
                    let names = document.items(entry.value).iter().filter_map(|item| document.string(*item));
                    self.dependent_required
                        .entry(document.key(entry.key))
                        .or_insert_with(|| Placed { value: BTreeSet::new(), node: entry.value })
                        .value
                        .extend(names);
                }
            }
            _ => return false,
        }
        true
    }

    /// All other keywords: lists, annotations, limits, and those that hold one schema.
    fn read_others(&mut self, api: &'a Api, leaf: NodeId, key: &str, value: NodeId) {
        let document = &api.document;
        let flag = |name: &str| document.get(leaf, name).and_then(|value| document.boolean(value)) == Some(true);
        let has = |name: &str| document.get(leaf, name).is_some();
        match key {
            "uniqueItems" if document.boolean(value) == Some(true) => {
                self.unique_items.get_or_insert(value);
            }
            "prefixItems" if self.prefix_items.is_empty() => {
                self.prefix_items = document.items(value).to_vec();
            }
            "discriminator" => {
                self.discriminator.get_or_insert(value);
            }
            "default" => {
                self.default.get_or_insert(value);
            }
            "contentMediaType" => {
                if let Some(text) = document.string(value) {
                    self.content_media_type.get_or_insert(Placed { value: text, node: value });
                }
            }
            "contentEncoding" => {
                if let Some(text) = document.string(value) {
                    self.content_encoding.get_or_insert(Placed { value: text, node: value });
                }
            }
            "readOnly" => self.read_only |= document.boolean(value) == Some(true),
            "writeOnly" => self.write_only |= document.boolean(value) == Some(true),
            _ => {
                if let Some(name) = INNER.iter().find(|name| **name == key) {
                    // `true` and an empty schema say nothing.
                    let says = match document.value(value) {
                        // Beside these, nothing is left that is not evaluated.
                        _ if *name == "unevaluatedProperties" && has("additionalProperties")
                            || *name == "unevaluatedItems" && has("items") =>
                        {
                            false
                        }
                        Value::Bool(flag) => !flag,
                        Value::Map(entries) => !entries.is_empty() || matches!(*name, "if"),
                        _ => false,
                    };
                    if says {
                        self.inner.entry(name).or_default().push(value);
                    }
                } else if let Some(number) = document_number(api, value) {
                    self.limits.tighten(key, Limit { value: number, exclusive: false, node: value }, || match key {
                        "maximum" => flag("exclusiveMaximum"),
                        "minimum" => flag("exclusiveMinimum"),
                        _ => false,
                    });
                }
            }
        }
    }

    /// Takes in a list of values; of two lists, what is in both stays.
    fn list(&mut self, api: &'a Api, items: &[NodeId], node: NodeId) {
        let new = items.iter().map(|item| (canonical(api, *item), *item));
        let new: BTreeMap<String, NodeId> = new.filter(|(value, _)| value != "null").collect();
        self.values_node.get_or_insert(node);
        let values = match self.values.take() {
            None => new,
            Some(mut old) => {
                old.retain(|value, _| new.contains_key(value));
                old
            }
        };
        self.value_types = types_of_values(api, values.values());
        self.values = Some(values);
    }

    /// Takes in alternatives. Those that only name types, or only list values, are read as one list.
    fn unite(&mut self, api: &'a Api, exclusive: bool, node: NodeId, null: &mut bool) {
        let document = &api.document;
        let members = document.items(node);
        let mut named = Types::NONE;
        let mut listed: Vec<NodeId> = Vec::new();
        let (mut typed, mut valued) = (0, 0);
        for member in members {
            match simple(api, *member) {
                Some((types, Some(values))) => {
                    named = named.or(types);
                    listed.extend(values);
                    valued += 1;
                }
                Some((types, None)) => {
                    named = named.or(types);
                    typed += 1;
                }
                None => {
                    self.take_union(api, exclusive, members, node, null);
                    return;
                }
            }
        }
        if typed > 0 && valued > 0 {
            self.take_union(api, exclusive, members, node, null);
            return;
        }
        *null &= named.meets(Types::NULL);
        self.types = self.types & named.or(Types::NULL);
        self.type_node.get_or_insert(node);
        if valued > 0 {
            self.list(api, &listed, node);
        }
    }

    fn take_union(&mut self, api: &Api, exclusive: bool, members: &[NodeId], node: NodeId, null: &mut bool) {
        let with_null = members.iter().any(|member| is_null(api, *member));
        let members: Vec<NodeId> = members.iter().copied().filter(|member| !is_null(api, *member)).collect();
        // What else the alternatives say of `null` is compared with them; here only a plain one counts.
        *null &= with_null || !members.iter().all(|member| is_typed_without_null(api, *member));
        let mut budget = MOST_MEMBERS;
        let fitting = members.iter().map(|member| types_of(api, *member, 0, &mut budget));
        self.union_types = self.union_types & fitting.fold(Types::NULL, Types::or);
        self.unions.push(Union { exclusive, members, node });
    }
}

/// Schemas that are looked at to find the types of alternatives, and how deep.
const MOST_MEMBERS: usize = 256;
const DEEPEST_MEMBER: usize = 6;

/// The types that fit a schema, as far as a look at its words, parts and alternatives tells. Recursion is bounded by
/// [`DEEPEST_MEMBER`], and the whole look by the budget.
fn types_of(api: &Api, schema: NodeId, depth: usize, budget: &mut usize) -> Types {
    let document = &api.document;
    let Some(schema) = api.follow(schema).filter(|_| depth < DEEPEST_MEMBER && *budget > 0) else {
        return Types::ANY;
    };
    *budget -= 1;
    let mut types = Types::ANY;
    for entry in document.entries(schema) {
        let items = document.items(entry.value).iter();
        let found = match document.key(entry.key) {
            "type" => named_types(api, entry.value).or(Types::NULL),
            "const" => Types::of_value(document.value(entry.value)).or(Types::NULL),
            "enum" => types_of_values(api, items).or(Types::NULL),
            "allOf" => items.fold(Types::ANY, |all, member| all & types_of(api, *member, depth + 1, budget)),
            "oneOf" | "anyOf" => {
                items.fold(Types::NONE, |all, member| all.or(types_of(api, *member, depth + 1, budget)))
            }
            _ => continue,
        };
        types = types & found;
    }
    types
}

fn types_of_values<'n>(api: &Api, values: impl Iterator<Item = &'n NodeId>) -> Types {
    values.fold(Types::NONE, |all, value| all.or(Types::of_value(api.document.value(*value))))
}

fn is_typed_without_null(api: &Api, schema: NodeId) -> bool {
    let document = &api.document;
    let Some(schema) = api.follow(schema) else { return false };
    let nullable = document.get(schema, "nullable").and_then(|value| document.boolean(value)) == Some(true);
    document.get(schema, "type").is_some_and(|node| match document.value(node) {
        Value::String(word) => word != "null" && !nullable,
        Value::List(items) => !items.iter().any(|item| document.string(*item) == Some("null")),
        _ => false,
    })
}

/// The types and values of a schema that says nothing else.
fn simple(api: &Api, schema: NodeId) -> Option<(Types, Option<Vec<NodeId>>)> {
    let document = &api.document;
    let mut node = document.target(schema);
    for _ in 0..8 {
        match api.target(node) {
            Some(Target::Node(target)) => node = document.target(target),
            Some(_) => return None,
            None => break,
        }
    }
    let Value::Map(entries) = document.value(node) else { return None };
    let (mut types, mut values) = (Types::ANY, None);
    for entry in entries {
        match document.key(entry.key) {
            "type" => {
                types = named_types(api, entry.value);
            }
            "enum" => values = Some(document.items(entry.value).to_vec()),
            "const" => values = Some(vec![entry.value]),
            "title" | "description" | "example" | "examples" | "$comment" | "deprecated" => {}
            key if key.starts_with("x-") => {}
            _ => return None,
        }
    }
    if let Some(values) = &values {
        types = types & types_of_values(api, values.iter());
    }
    // An object or a list says more than its type to whoever reads it; so does a schema that says nothing.
    let plain = !types.meets(Types::ARRAY.or(Types::OBJECT));
    (values.is_some() || plain).then_some((types, values))
}

fn document_number(api: &Api, node: NodeId) -> Option<f64> {
    match api.document.value(node) {
        Value::Number(text) => architect_document::number(text).and_then(|number| number.as_f64()),
        _ => None,
    }
}

/// Values that are compared as a whole; a larger one is compared by its beginning.
const MOST_VALUES: usize = 2_000;

/// A value as one text, equal for equal values.
pub(crate) fn canonical(api: &Api, node: NodeId) -> String {
    match api.document.value(node) {
        Value::String(text) => format!("{text:?}"),
        Value::Number(text) => number_text(text),
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        _ => {
            let mut budget = MOST_VALUES;
            match api.document.to_json(node, &mut budget) {
                Ok(mut value) => {
                    value.sort_all_objects();
                    value.to_string()
                }
                Err(_) => format!("a value at {}", api.document.pointer(node)),
            }
        }
    }
}

fn number_text(text: &str) -> String {
    match architect_document::number(text) {
        Some(number) => match number.as_f64() {
            // 1 and 1.0 are one value.
            Some(value) if number.is_f64() && value.fract() == 0.0 && value.abs() < 9e15 => format!("{value:.0}"),
            _ => number.to_string(),
        },
        None => text.to_owned(),
    }
}
