//! Mutants: a document with one change at one object of the specification, always the same ones.

use architect_core::{Limits, Source};
use architect_document::NodeId;
use architect_openapi::api::Api;
use architect_openapi::structure::objects;
use architect_openapi::structure::shape::{Kind, Shape};
use architect_openapi::version::Version;
use serde_json::{Map, Value, json};

/// A document to change.
pub(super) struct Seed {
    pub(super) name: String,
    pub(super) version: Version,
    pub(super) value: Value,
    sites: Vec<Site>,
}

/// An object of the specification in a seed.
struct Site {
    pointer: String,
    kind: Kind,
    /// What decides on the fields of this kind of object: `in` of a parameter, `type` of a security scheme.
    case: String,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Change {
    /// What is done: `delete`, `rename`, …
    pub(super) deed: &'static str,
    /// The key it is done to; `*` for one that the specification does not name.
    pub(super) key: String,
    /// The kind of object it is done in.
    pub(super) kind: Kind,
    /// The `in` or `type` of that object.
    pub(super) case: String,
}

/// A change with its place.
pub(super) struct Mutant {
    pub(super) change: Change,
    pub(super) pointer: String,
    pub(super) value: Value,
}

const VERSIONS: [Version; 4] = [Version::V2_0, Version::V3_0, Version::V3_1, Version::V3_2];
/// Larger documents are not turned into JSON.
const MOST_VALUES: usize = 2_000_000;

impl Seed {
    /// Reads a document; `None` for what is none, or whose version is not known.
    pub(super) fn read(name: &str, text: &str) -> Option<Self> {
        let api = Api::read(&Source::new(name, text), &Limits::default()).ok()?;
        let version = api.version?;
        let document = &api.document;
        if document.syntax_error().is_some() {
            return None;
        }
        let mut budget = MOST_VALUES;
        let value = document.to_json(document.root(), &mut budget).ok()?;
        let sites = api.structure.objects.iter().map(|(node, kind)| site(&api, *node, *kind)).collect();
        Some(Self { name: name.to_owned(), version, value, sites })
    }

    /// The mutants that are wanted: each change is asked for before it is made.
    pub(super) fn mutants(&self, mut wanted: impl FnMut(&Change) -> bool, mut each: impl FnMut(Mutant)) {
        for site in &self.sites {
            let Some(object) = self.value.pointer(&site.pointer).and_then(Value::as_object) else { continue };
            for (deed, key, changed) in changes(object, site, self) {
                let known = VERSIONS.iter().any(|version| objects::object(site.kind, *version).field(&key).is_some());
                let key = if known || key.is_empty() { key } else { "*".to_owned() };
                let change = Change { deed, key, kind: site.kind, case: site.case.clone() };
                if !wanted(&change) {
                    continue;
                }
                let mut value = self.value.clone();
                if let Some(place) = value.pointer_mut(&site.pointer) {
                    *place = changed();
                    each(Mutant { change, pointer: site.pointer.clone(), value });
                }
            }
        }
    }
}

fn site(api: &Api, node: NodeId, kind: Kind) -> Site {
    let field = match kind {
        Kind::Parameter => "in",
        Kind::SecurityScheme => "type",
        _ => "",
    };
    let case = api.document.get_string(node, field).unwrap_or_default().to_owned();
    Site { pointer: api.document.pointer(node).trim_start_matches('#').to_owned(), kind, case }
}

type Made<'a> = (&'static str, String, Box<dyn FnOnce() -> Value + 'a>);

/// Every change of an object.
fn changes<'a>(object: &'a Map<String, Value>, site: &'a Site, seed: &'a Seed) -> Vec<Made<'a>> {
    let mut all: Vec<Made<'a>> = Vec::new();
    let with = |key: &str, value: Value| -> Box<dyn FnOnce() -> Value + 'a> {
        let key = key.to_owned();
        Box::new(move || {
            let mut object = object.clone();
            object.insert(key, value);
            Value::Object(object)
        })
    };
    for (key, old) in object {
        all.push(("delete", key.clone(), without(object, key)));
        all.push(("rename", key.clone(), renamed(object, key)));
        for (deed, value) in others(old) {
            all.push((deed, key.clone(), with(key, value)));
        }
    }
    all.push(("add unknown", "*".to_owned(), with("unheardOf", json!(1))));
    all.push(("add extension", "*".to_owned(), with("x-unheard-of", json!({"a": [1, null]}))));
    all.push(("add number", "*".to_owned(), with("200", json!({}))));
    for version in VERSIONS {
        for field in objects::object(site.kind, version).fields {
            let is_new = !object.contains_key(field.name)
                && !all.iter().any(|(deed, key, _)| *deed == "add" && key == field.name);
            if is_new {
                all.push(("add", field.name.to_owned(), with(field.name, plausible(field.shape, seed.version))));
            }
        }
    }
    let other = seed.sites.iter().find(|other| {
        other.kind == site.kind && other.pointer != site.pointer && !site.pointer.starts_with(&other.pointer)
    });
    if let Some(other) = other {
        let reference = format!("#{}", other.pointer);
        let alone = json!({ "$ref": reference });
        all.push(("replace by reference", String::new(), Box::new(move || alone)));
        all.push(("add reference", "$ref".to_owned(), with("$ref", json!(reference))));
    }
    for (deed, value) in [("replace by text", json!("text")), ("replace by null", Value::Null), ("empty", json!({}))]
    {
        all.push((deed, String::new(), Box::new(move || value)));
    }
    if site.kind == Kind::OpenApi {
        for version in ["2.0", "3.0.4", "3.1.2", "3.2.0"] {
            all.push(("other version", version.to_owned(), with("openapi", json!(version))));
        }
    }
    all
}

fn without<'a>(object: &'a Map<String, Value>, key: &str) -> Box<dyn FnOnce() -> Value + 'a> {
    let key = key.to_owned();
    Box::new(move || {
        let rest = object.iter().filter(|(other, _)| **other != key);
        Value::Object(rest.map(|(key, value)| (key.clone(), value.clone())).collect())
    })
}

/// With the last letter of a key gone.
fn renamed<'a>(object: &'a Map<String, Value>, key: &str) -> Box<dyn FnOnce() -> Value + 'a> {
    let key = key.to_owned();
    Box::new(move || {
        let mut short = key.clone();
        short.pop();
        let all = object.iter().map(|(other, value)| {
            let name = if *other == key { short.clone() } else { other.clone() };
            (name, value.clone())
        });
        Value::Object(all.collect())
    })
}

/// Other values in the place of one.
fn others(old: &Value) -> Vec<(&'static str, Value)> {
    let mut all = vec![
        ("null", Value::Null),
        ("true", json!(true)),
        ("false", json!(false)),
        ("whole number", json!(7)),
        ("fraction", json!(1.5)),
        ("negative", json!(-1)),
        ("word", json!("no-such-word")),
        ("empty text", json!("")),
        ("empty list", json!([])),
        ("empty object", json!({})),
        ("list of numbers", json!([1])),
        ("list of texts", json!(["text"])),
        ("list of objects", json!([{}])),
        ("object of objects", json!({"a": {}})),
        ("object of texts", json!({"a": "text"})),
        ("object with a reference", json!({"$ref": "#/info"})),
    ];
    if let Value::Array(items) = old
        && let Some(first) = items.first()
    {
        all.push(("repeated item", json!([first, first])));
        all.push(("list in list", json!([old])));
    }
    if let Value::Object(entries) = old
        && let Some((key, value)) = entries.iter().next()
    {
        all.push(("list of values", Value::Array(entries.values().cloned().collect())));
        all.push(("key with a space", json!({ (format!("{key} b")): value })));
        all.push(("key with a slash", json!({ (format!("/{key}")): value })));
    }
    if let Value::String(text) = old {
        all.push(("in capitals", json!(text.to_uppercase())));
        all.push(("with a brace", json!(format!("{text}{{a}}"))));
    }
    all.retain(|(_, value)| value != old);
    all
}

/// A value that fits a shape, as far as that is easy.
fn plausible(shape: Shape, version: Version) -> Value {
    match shape {
        Shape::Text | Shape::Any => json!("text"),
        Shape::Flag | Shape::SchemaOrFlag => json!(true),
        Shape::Number | Shape::Positive | Shape::Count => json!(1),
        Shape::Words(words) => {
            let word = words.iter().find(|(_, since)| *since <= version).or(words.first());
            json!(word.map_or("text", |(word, _)| word))
        }
        Shape::Object(_) | Shape::Referable(_) | Shape::Map(_) | Shape::Named(_) | Shape::SchemaOrSchemas => {
            json!({})
        }
        Shape::List(_) => json!([]),
        Shape::NonEmpty(Shape::Text) | Shape::Names => json!(["text"]),
        Shape::NonEmpty(_) => json!([{}]),
        Shape::Types => json!("string"),
    }
}
