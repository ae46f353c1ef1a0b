//! A first look at a value and its schema, in the document itself: most examples fit, and to see that, nothing needs to
//! be converted or compiled.
//!
//! Only a clear yes counts. Whatever does not fit, or is not certain here, is for the `jsonschema` crate to judge, so
//! that all that is told of a violation is told in its words. What each keyword means is what `convert` makes of it.

use std::collections::HashMap;

use jsonschema::Validator;
use serde_json::{Number, Value as Json};

use super::convert::{FORMATS, demanded, is_known_dialect, speaks_an_older_dialect};
use super::{compile, pattern};
use crate::api::Api;
use crate::structure::reference::Target;
use architect_document::{Entry, NodeId, Value, number};

/// How a value stands to a schema. Ordered: of several that must all hold, the smallest counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    No,
    Unknown,
    Yes,
}

/// Steps for one value, and for all values of a document: a step holds one value against one schema.
const ONE_LOOK: usize = 20_000;
const ALL_LOOKS: usize = 20_000_000;
/// Schemas within schemas and references on one way.
const DEPTH: usize = 100;

pub(super) struct Looks<'a> {
    api: &'a Api,
    /// Whether what is read here is what a converted schema would say.
    sure: bool,
    old: bool,
    words: HashMap<(&'static str, &'a str), Option<Validator>>,
    left: usize,
    all_left: usize,
}

impl<'a> Looks<'a> {
    pub(super) fn new(api: &'a Api) -> Self {
        let repeats = api.document.files().any(|(_, file)| !file.duplicates().is_empty());
        let sure = is_known_dialect(api) && !repeats;
        Self { api, sure, old: speaks_an_older_dialect(api), words: HashMap::new(), left: 0, all_left: ALL_LOOKS }
    }

    /// Whether a value certainly fits.
    pub(super) fn fits(&mut self, value: NodeId, schema: NodeId) -> bool {
        self.left = ONE_LOOK.min(self.all_left);
        let before = self.left;
        let fits = self.sure && self.look(value, schema, 0) == Fit::Yes;
        self.all_left -= before - self.left;
        fits
    }

    /// Recursion is bounded by [`DEPTH`].
    fn look(&mut self, value: NodeId, schema: NodeId, depth: usize) -> Fit {
        let (api, document) = (self.api, &self.api.document);
        let schema = document.target(schema);
        match self.left.checked_sub(1) {
            Some(left) if depth < DEPTH => self.left = left,
            _ => return Fit::Unknown,
        }
        match document.value(schema) {
            Value::Bool(value) => return if value { Fit::Yes } else { Fit::No },
            Value::Map(_) => {}
            _ => return Fit::Unknown,
        }
        if document.value(value) == Value::Null && api.is_nullable(schema) {
            return Fit::Yes;
        }
        let mut fit = Fit::Yes;
        if let Some(target) = api.target(schema) {
            let Target::Node(target) = target else { return Fit::Unknown };
            fit = self.look(value, target, depth + 1);
            if self.old {
                return fit;
            }
        }
        for entry in document.entries(schema) {
            if fit == Fit::No {
                break;
            }
            fit = fit.min(self.keyword(value, schema, *entry, depth));
        }
        fit
    }

    fn keyword(&mut self, value: NodeId, schema: NodeId, entry: Entry, depth: usize) -> Fit {
        let document = &self.api.document;
        let (key, limit) = (document.key(entry.key), entry.value);
        match (key, document.value(value)) {
            (_, Value::Unread) => Fit::Unknown,
            ("type", found) => self.types(&found, limit),
            ("enum", _) => match document.value(limit) {
                Value::List(words) => one_of(words.iter().map(|word| self.equal(value, *word))),
                _ => Fit::Unknown,
            },
            ("const", _) => self.equal(value, limit),
            ("allOf", _) => self.each(value, limit, depth, |fits| fits.iter().copied().min()),
            ("anyOf", _) => self.each(value, limit, depth, |fits| fits.iter().copied().max()),
            ("oneOf", _) => self.each(value, limit, depth, |fits| {
                let count = |wanted: Fit| fits.iter().filter(|fit| **fit == wanted).count();
                Some(match (count(Fit::Yes), count(Fit::Unknown)) {
                    (1, 0) => Fit::Yes,
                    (0 | 1, 1..) => Fit::Unknown,
                    _ => Fit::No,
                })
            }),
            ("not", _) => match self.look(value, limit, depth + 1) {
                Fit::Yes => Fit::No,
                Fit::No => Fit::Yes,
                Fit::Unknown => Fit::Unknown,
            },
            ("minLength" | "maxLength", Value::String(text)) => self.count(key, text.chars().count(), limit),
            ("pattern", Value::String(text)) => self.pattern(text, limit),
            ("format", Value::String(text)) => self.format(text, limit),
            ("minItems" | "maxItems", Value::List(items)) => self.count(key, items.len(), limit),
            ("minProperties" | "maxProperties", Value::Map(entries)) => self.count(key, entries.len(), limit),
            ("minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum", Value::Number(text)) => {
                self.bound(key, text, schema, limit)
            }
            ("items", Value::List(items)) if document.get(schema, "prefixItems").is_none() => {
                all_of(items.iter().map(|item| self.look(*item, limit, depth + 1)))
            }
            ("required", Value::Map(_)) => {
                let missing = demanded(self.api, schema, limit).any(|name| document.get(value, name).is_none());
                if missing { Fit::No } else { Fit::Yes }
            }
            ("properties", Value::Map(entries)) => all_of(entries.iter().filter_map(|entry| {
                let property = document.get(limit, document.key(entry.key))?;
                Some(self.look(entry.value, property, depth + 1))
            })),
            ("additionalProperties", Value::Map(entries)) => {
                if document.get(schema, "patternProperties").is_some() {
                    return Fit::Unknown;
                }
                let properties = document.get(schema, "properties");
                let named = |key: &str| properties.is_some_and(|properties| document.get(properties, key).is_some());
                let others = entries.iter().filter(|entry| !named(document.key(entry.key)));
                all_of(others.map(|entry| self.look(entry.value, limit, depth + 1)))
            }
            ("items", Value::List(_))
            | (
                "multipleOf"
                | "uniqueItems"
                | "contains"
                | "maxContains"
                | "minContains"
                | "prefixItems"
                | "unevaluatedItems"
                | "unevaluatedProperties"
                | "propertyNames"
                | "patternProperties"
                | "dependentSchemas"
                | "dependentRequired"
                | "if"
                | "then"
                | "else"
                | "$id"
                | "$dynamicRef"
                | "$schema",
                _,
            ) => Fit::Unknown,
            // It judges no value, or values of another type.
            _ => Fit::Yes,
        }
    }

    fn each(&mut self, value: NodeId, schemas: NodeId, depth: usize, judge: impl Fn(&[Fit]) -> Option<Fit>) -> Fit {
        let items = self.api.document.items(schemas);
        let fits: Vec<Fit> = items.iter().map(|schema| self.look(value, *schema, depth + 1)).collect();
        judge(&fits).unwrap_or(Fit::Unknown)
    }

    fn types(&self, found: &Value<'_>, types: NodeId) -> Fit {
        let document = &self.api.document;
        let is = |word: NodeId| match (document.string(word), found) {
            (Some("null"), Value::Null)
            | (Some("boolean"), Value::Bool(_))
            | (Some("number"), Value::Number(_))
            | (Some("string"), Value::String(_))
            | (Some("array"), Value::List(_))
            | (Some("object"), Value::Map(_)) => Fit::Yes,
            (Some("integer"), Value::Number(text)) => match number(text) {
                Some(number) if !number.is_f64() => Fit::Yes,
                Some(number) if number.as_f64().is_some_and(|number| number.fract() != 0.0) => Fit::No,
                _ => Fit::Unknown,
            },
            (Some("null" | "boolean" | "number" | "integer" | "string" | "array" | "object"), _) => Fit::No,
            _ => Fit::Unknown,
        };
        match document.value(types) {
            Value::List(words) => one_of(words.iter().map(|word| is(*word))),
            _ => is(types),
        }
    }

    fn equal(&self, value: NodeId, wanted: NodeId) -> Fit {
        let same = match (self.api.document.value(value), self.api.document.value(wanted)) {
            (Value::Unread, _)
            | (_, Value::Unread)
            | (Value::List(_), Value::List(_))
            | (Value::Map(_), Value::Map(_)) => return Fit::Unknown,
            (Value::Number(a), Value::Number(b)) => match (number(a), number(b)) {
                (Some(a), Some(b)) if !a.is_f64() && !b.is_f64() => a == b,
                _ => return Fit::Unknown,
            },
            (a, b) => a == b,
        };
        if same { Fit::Yes } else { Fit::No }
    }

    fn count(&self, key: &str, count: usize, limit: NodeId) -> Fit {
        let Value::Number(limit) = self.api.document.value(limit) else { return Fit::Unknown };
        let Some(limit) = limit.parse::<usize>().ok() else { return Fit::Unknown };
        let within = if key.starts_with("min") { count >= limit } else { count <= limit };
        if within { Fit::Yes } else { Fit::No }
    }

    fn bound(&self, key: &str, text: &str, schema: NodeId, limit: NodeId) -> Fit {
        let exclusive = match (self.old, key) {
            // In OpenAPI 3.0 these say how the others are meant.
            (true, "exclusiveMinimum" | "exclusiveMaximum") => return Fit::Yes,
            (true, "minimum") => self.api.flag(schema, "exclusiveMinimum"),
            (true, _) => self.api.flag(schema, "exclusiveMaximum"),
            (false, key) => key.starts_with("exclusive"),
        };
        let Value::Number(limit) = self.api.document.value(limit) else { return Fit::Unknown };
        let (Some(value), Some(limit)) = (exact(text), exact(limit)) else { return Fit::Unknown };
        let low = matches!(key, "minimum" | "exclusiveMinimum");
        let within = if low { value > limit } else { value < limit };
        if within || (!exclusive && value >= limit && value <= limit) { Fit::Yes } else { Fit::No }
    }

    fn pattern(&mut self, text: &str, wanted: NodeId) -> Fit {
        match self.api.document.string(wanted) {
            Some(wanted) if pattern::is_bounded(wanted) => self.word(text, "pattern", wanted),
            _ => Fit::Unknown,
        }
    }

    fn format(&mut self, text: &str, wanted: NodeId) -> Fit {
        match self.api.document.string(wanted) {
            Some(wanted) if FORMATS.contains(&wanted) => self.word(text, "format", wanted),
            _ => Fit::Yes,
        }
    }

    /// Holds a string against a `pattern` or a `format`.
    fn word(&mut self, text: &str, keyword: &'static str, wanted: &'a str) -> Fit {
        let validator = self
            .words
            .entry((keyword, wanted))
            .or_insert_with(|| compile(&serde_json::json!({ keyword: wanted })).ok());
        match validator.as_ref().map(|validator| validator.is_valid(&Json::from(text))) {
            Some(true) => Fit::Yes,
            // A pattern that took too long is refused too.
            Some(false) | None => Fit::Unknown,
        }
    }
}

/// All must hold.
fn all_of(fits: impl Iterator<Item = Fit>) -> Fit {
    let mut least = Fit::Yes;
    for fit in fits {
        least = least.min(fit);
        if least == Fit::No {
            break;
        }
    }
    least
}

/// One must hold.
fn one_of(fits: impl Iterator<Item = Fit>) -> Fit {
    let mut most = Fit::No;
    for fit in fits {
        most = most.max(fit);
        if most == Fit::Yes {
            break;
        }
    }
    most
}

/// A number that a floating-point number holds exactly.
fn exact(text: &str) -> Option<f64> {
    const EXACT: u64 = 1 << 53;
    let number: Number = number(text)?;
    let fits = |integer: u64| integer <= EXACT;
    match (number.as_i64(), number.as_u64()) {
        (Some(integer), _) if !fits(integer.unsigned_abs()) => None,
        (None, Some(_)) => None,
        _ => number.as_f64(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::cast_precision_loss, reason = "tests")]
mod tests {
    use architect_core::{Limits, Source};
    use proptest::prelude::*;
    use serde_json::{Map, json};

    use super::super::convert::convert;
    use super::*;

    fn value() -> impl Strategy<Value = Json> {
        let leaf = prop_oneof![
            Just(Json::Null),
            any::<bool>().prop_map(Json::from),
            (-3..4_i64).prop_map(Json::from),
            (-3..4_i64).prop_map(|number| json!(number as f64 / 2.0)),
            "[ab]{0,3}".prop_map(Json::from),
            prop::sample::select(vec!["2026-02-28", "2026-02-30", "a@b.example"]).prop_map(Json::from),
        ];
        leaf.prop_recursive(3, 12, 3, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..3).prop_map(Json::from),
                prop::collection::btree_map("[ab]", inner, 0..3)
                    .prop_map(|map| Json::Object(map.into_iter().collect())),
            ]
        })
    }

    fn schema() -> impl Strategy<Value = Json> {
        let word = prop::sample::select(vec!["null", "boolean", "number", "integer", "string", "array", "object"]);
        let small = || (0..3_u64).prop_map(Json::from);
        let leaf = prop_oneof![
            word.clone().prop_map(|word| json!({ "type": word })),
            prop::collection::vec(word, 1..3).prop_map(|mut words| {
                words.sort_unstable();
                words.dedup();
                json!({ "type": words })
            }),
            prop::collection::vec(value(), 1..3).prop_map(|mut words| {
                words.dedup();
                json!({ "enum": words })
            }),
            value().prop_map(|value| json!({ "const": value })),
            (prop::sample::select(vec!["minLength", "maxLength", "minItems", "maxItems", "minProperties"]), small())
                .prop_map(|(key, limit)| json!({ key: limit })),
            (prop::sample::select(vec!["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]), -2..3_i64)
                .prop_map(|(key, limit)| json!({ key: limit })),
            prop::sample::select(vec!["^a", "b$", "^[ab]{2}$"]).prop_map(|pattern| json!({ "pattern": pattern })),
            prop::sample::select(vec!["date", "email", "int32"]).prop_map(|format| json!({ "format": format })),
            Just(json!({ "required": ["a"] })),
            Just(json!({ "nullable": true, "type": "string" })),
            Just(json!({ "minimum": 1, "exclusiveMinimum": true })),
            Just(json!({ "properties": { "a": { "readOnly": true } }, "required": ["a", "b"] })),
            Just(json!({ "$ref": "#/components/schemas/B" })),
            Just(json!({ "$ref": "#/components/schemas/B", "nullable": true })),
            Just(json!({ "uniqueItems": true })),
            any::<bool>().prop_map(Json::from),
        ];
        leaf.prop_recursive(3, 16, 3, |inner| {
            let list = || prop::collection::vec(inner.clone(), 1..3);
            let one = prop_oneof![
                (prop::sample::select(vec!["allOf", "anyOf", "oneOf"]), list())
                    .prop_map(|(key, list)| json!({ key: list })),
                (prop::sample::select(vec!["not", "items", "additionalProperties"]), inner.clone())
                    .prop_map(|(key, schema)| json!({ key: schema })),
                inner.clone().prop_map(|schema| json!({ "properties": { "a": schema } })),
            ];
            // Keywords stand side by side.
            prop::collection::vec(one, 1..3).prop_map(|schemas| {
                let maps = schemas.into_iter().filter_map(|schema| schema.as_object().cloned());
                Json::Object(maps.flatten().collect::<Map<_, _>>())
            })
        })
    }

    /// Whether it fits at first sight, and whether it does by the crate; `None` where the crate refuses the schema.
    fn both(version: &str, schema: &Json, other: &Json, value: &Json) -> (bool, Option<bool>) {
        let text = json!({
            "openapi": version, "info": { "title": "t", "version": "1" }, "paths": {},
            "components": { "schemas": { "A": schema, "B": other }, "examples": { "E": { "value": value } } },
        });
        let api = Api::read(&Source::new("a.json", text.to_string()), &Limits::default()).unwrap();
        let find = |pointer: &str| api.document.find(pointer).unwrap();
        let (schema, value_node) = (find("#/components/schemas/A"), find("#/components/examples/E/value"));
        let quick = Looks::new(&api).fits(value_node, schema);
        let converted = convert(&api, schema, &mut 10_000).ok().and_then(|converted| compile(&converted.schema).ok());
        (quick, converted.map(|validator| validator.is_valid(value)))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn what_fits_at_first_sight_fits_by_the_crate(
            old in any::<bool>(), schema in schema(), other in schema(), value in value(),
        ) {
            let version = if old { "3.0.3" } else { "3.1.0" };

            let (quick, crates) = both(version, &schema, &other, &value);

            prop_assert!(!quick || crates != Some(false), "{version} {schema} {other} {value}");
        }
    }

    #[test]
    fn what_fits_in_plain_schemas_is_seen_at_first_sight() {
        let schema = json!({
            "type": "object", "required": ["id"], "additionalProperties": false,
            "properties": {
                "id": { "type": "integer", "minimum": 1 },
                "name": { "type": "string", "minLength": 1, "pattern": "^[a-z]+$" },
                "kind": { "oneOf": [{ "enum": ["a"] }, { "enum": ["b"] }] },
                "items": { "type": "array", "items": { "$ref": "#/components/schemas/B" } },
            },
        });
        let value = json!({ "id": 1, "name": "x", "kind": "b", "items": [true] });

        assert_eq!(both("3.1.0", &schema, &json!({ "type": "boolean" }), &value), (true, Some(true)));
    }
}
