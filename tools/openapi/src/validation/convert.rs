//! A schema of a document, with everything it refers to, as one JSON Schema 2020-12.
//!
//! OpenAPI 3.0 says some things otherwise: `nullable`, `exclusiveMaximum: true`, siblings of `$ref` that do not count.
//! Keywords that do not judge values are left out, and formats of which readers disagree.

use std::collections::{BTreeSet, HashSet};

use serde_json::{Map, Value as Json};

use crate::api::Api;
use crate::structure::dialect;
use crate::structure::reference::Target;
use crate::validation::pattern::is_bounded;
use crate::version::Version;
use architect_document::{NodeId, Value};

/// Why a value was not held against its schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Obstacle {
    /// The schema refers to what was not read, or nowhere.
    Reference,
    /// The schema, with what it refers to, is too large or too deep.
    Size,
    /// The schema is not valid itself.
    Schema,
    /// The schema uses `$id`, `$dynamicRef` or another dialect.
    Dialect,
    /// The value is too large or too deep.
    Value,
    /// A pattern is too large, or took too long.
    Pattern,
    /// The machine refused what the check needs.
    Resources,
}

impl Obstacle {
    /// As the end of a sentence.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Reference => "its schema refers to what was not read, or nowhere",
            Self::Size => "its schema, with what it refers to, is too large",
            Self::Schema => "its schema is not valid itself",
            Self::Dialect => "its schema uses `$id`, `$dynamicRef` or a dialect of its own",
            Self::Value => "it is too large or nested too deep",
            Self::Pattern => "a pattern in it is too large, or took too long",
            Self::Resources => "the machine refused the memory for it",
        }
    }
}

pub(super) struct Converted {
    pub(super) schema: Json,
    pub(super) directional: BTreeSet<String>,
}

/// Schemas in one closure.
const ONE_CLOSURE: usize = 4_000;
/// Nesting of schemas without references.
const DEPTH: usize = 64;

/// Converts a schema. `left` is lowered by the number of schemas that were converted.
pub(super) fn convert(api: &Api, schema: NodeId, left: &mut usize) -> Result<Converted, Obstacle> {
    if !is_known_dialect(api) {
        return Err(Obstacle::Dialect);
    }
    let mut converter = Converter {
        api,
        left: ONE_CLOSURE.min(*left),
        queue: Vec::new(),
        queued: HashSet::new(),
        directional: BTreeSet::new(),
    };
    let before = converter.left;
    let converted = converter.all(schema);
    *left = left.saturating_sub(before - converter.left);
    Ok(Converted { schema: converted?, directional: converter.directional })
}

/// Formats that say the same to everybody.
pub(super) const FORMATS: [&str; 6] = ["date", "date-time", "email", "uuid", "ipv4", "ipv6"];

pub(super) fn is_known_dialect(api: &Api) -> bool {
    let dialect = api.document.get_string(api.document.root(), "jsonSchemaDialect");
    dialect.is_none_or(dialect::is_known)
}

/// Whether schemas are those of 2.0 and 3.0, which say some things otherwise than JSON Schema 2020-12.
pub(super) fn speaks_an_older_dialect(api: &Api) -> bool {
    api.version <= Some(Version::V3_0)
}

/// The required names without those that only requests or only responses have: an example may be either.
pub(super) fn demanded(api: &Api, schema: NodeId, list: NodeId) -> impl Iterator<Item = &str> {
    let document = &api.document;
    let properties = document.get(schema, "properties");
    let names = document.items(list).iter().filter_map(|item| document.string(*item));
    names.filter(move |name| {
        let property = properties.and_then(|properties| document.get(properties, name));
        !property.is_some_and(|property| is_directional(api, property))
    })
}

fn is_directional(api: &Api, property: NodeId) -> bool {
    let document = &api.document;
    let says = |node: NodeId| {
        ["readOnly", "writeOnly"]
            .iter()
            .any(|flag| document.get(node, flag).and_then(|value| document.boolean(value)) == Some(true))
    };
    says(property) || api.follow(property).is_some_and(says)
}

struct Converter<'a> {
    api: &'a Api,
    left: usize,
    queue: Vec<NodeId>,
    queued: HashSet<NodeId>,
    directional: BTreeSet<String>,
}

impl Converter<'_> {
    fn all(&mut self, schema: NodeId) -> Result<Json, Obstacle> {
        let root = self.refer(self.api.document.target(schema));
        let mut definitions = Map::new();
        while let Some(node) = self.queue.pop() {
            let converted = self.schema(node, 0)?;
            definitions.insert(name(node), converted);
        }
        let mut all = Map::new();
        all.insert("$ref".to_owned(), root);
        all.insert("$defs".to_owned(), Json::Object(definitions));
        Ok(Json::Object(all))
    }

    /// The `$ref` of a definition, which is converted later.
    fn refer(&mut self, node: NodeId) -> Json {
        if self.queued.insert(node) {
            self.queue.push(node);
        }
        Json::String(format!("#/$defs/{}", name(node)))
    }

    /// Recursion is bounded by [`DEPTH`].
    fn schema(&mut self, node: NodeId, depth: usize) -> Result<Json, Obstacle> {
        let document = &self.api.document;
        let node = document.target(node);
        self.left = self.left.checked_sub(1).ok_or(Obstacle::Size)?;
        if depth > DEPTH {
            return Err(Obstacle::Size);
        }
        match document.value(node) {
            Value::Bool(value) => return Ok(Json::Bool(value)),
            Value::Map(_) => {}
            _ => return Err(Obstacle::Schema),
        }
        let old = speaks_an_older_dialect(self.api);
        let mut schema = Map::new();
        if let Some(target) = self.api.target(node) {
            let Target::Node(target) = target else { return Err(Obstacle::Reference) };
            let reference = self.refer(document.target(target));
            schema.insert("$ref".to_owned(), reference);
            if old {
                // `nullable` beside `$ref` does not count, but it says what was meant; it is a finding of its own.
                return Ok(self.as_2020_12(node, schema));
            }
        }
        for entry in document.entries(node) {
            let key = document.key(entry.key);
            if key == "pattern" && !document.string(entry.value).is_none_or(is_bounded) {
                return Err(Obstacle::Pattern);
            }
            let value = match key {
                // In 2.0 it may be a list of schemas, one for each place.
                "items" if !matches!(document.value(entry.value), Value::List(_)) => {
                    self.schema(entry.value, depth + 1)?
                }
                "not"
                | "additionalProperties"
                | "contains"
                | "unevaluatedItems"
                | "unevaluatedProperties"
                | "propertyNames"
                | "if"
                | "then"
                | "else" => self.schema(entry.value, depth + 1)?,
                "allOf" | "oneOf" | "anyOf" | "prefixItems" | "items" => {
                    let items = document.items(entry.value).iter();
                    Json::Array(items.map(|item| self.schema(*item, depth + 1)).collect::<Result<_, _>>()?)
                }
                "patternProperties" if !self.keys_are_bounded(entry.value) => return Err(Obstacle::Pattern),
                "properties" | "patternProperties" | "dependentSchemas" => self.schemas(entry.value, depth + 1)?,
                // A parameter of 2.0 stands for a schema.
                "required" if document.boolean(entry.value).is_some() => continue,
                "required" => Json::Array(demanded(self.api, node, entry.value).map(Json::from).collect()),
                "exclusiveMaximum" | "exclusiveMinimum" | "nullable" if old => continue,
                "type" if old && document.string(entry.value) == Some("file") => continue,
                "type" | "enum" | "const" | "multipleOf" | "maximum" | "minimum" | "exclusiveMaximum"
                | "exclusiveMinimum" | "maxLength" | "minLength" | "pattern" | "maxItems" | "minItems"
                | "uniqueItems" | "maxContains" | "minContains" | "maxProperties" | "minProperties"
                | "dependentRequired" => {
                    let mut budget = ONE_CLOSURE;
                    document.to_json(entry.value, &mut budget).map_err(|_| Obstacle::Size)?
                }
                "format" => match document.string(entry.value).filter(|format| FORMATS.contains(format)) {
                    Some(format) => Json::from(format),
                    None => continue,
                },
                "$id" | "$dynamicRef" | "$schema" => return Err(Obstacle::Dialect),
                _ => continue,
            };
            let key = if key == "items" && value.is_array() { "prefixItems" } else { key };
            schema.insert(key.to_owned(), value);
        }
        Ok(if old { self.as_2020_12(node, schema) } else { Json::Object(schema) })
    }

    fn schemas(&mut self, map: NodeId, depth: usize) -> Result<Json, Obstacle> {
        let mut schemas = Map::new();
        for entry in self.api.document.entries(map) {
            let name = self.api.document.key(entry.key).to_owned();
            if is_directional(self.api, entry.value) {
                self.directional.insert(name.clone());
            }
            schemas.insert(name, self.schema(entry.value, depth)?);
        }
        Ok(Json::Object(schemas))
    }

    fn keys_are_bounded(&self, map: NodeId) -> bool {
        self.api.document.entries(map).iter().all(|entry| is_bounded(self.api.document.key(entry.key)))
    }

    /// What OpenAPI 3.0 says otherwise than JSON Schema.
    fn as_2020_12(&self, node: NodeId, mut schema: Map<String, Json>) -> Json {
        let document = &self.api.document;
        let flag = |name| document.get(node, name).and_then(|value| document.boolean(value)) == Some(true);
        for (bound, exclusive) in [("maximum", "exclusiveMaximum"), ("minimum", "exclusiveMinimum")] {
            if flag(exclusive)
                && let Some(limit) = schema.remove(bound)
            {
                schema.insert(exclusive.to_owned(), limit);
            }
        }
        if !self.api.is_nullable(node) {
            return Json::Object(schema);
        }
        // Not as an alternative: what is wrong with the value is then told itself, and not that no alternative fits.
        serde_json::json!({ "if": { "type": "null" }, "else": schema })
    }
}

fn name(node: NodeId) -> String {
    format!("n{}", node.number())
}
