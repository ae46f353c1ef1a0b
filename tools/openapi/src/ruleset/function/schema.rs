//! `schema`: a value is valid against a JSON Schema.
//!
//! A value is handed over only as deep as its schema looks, so that a rule about the fields of an operation does not
//! write out all that the operation refers to.

use jsonschema::error::ValidationErrorKind as Kind;
use jsonschema::{Draft, PatternOptions, Validator};
use serde_json::{Map, Value as Json};

use super::{Complaint, Faulty, Function, Options, Read, Sight, Target, Unjudged};
use crate::ruleset::view::{At, View};
use architect_document::{NodeId, Value, number};

/// Values of one target that are held against a schema.
const MOST_VALUES: usize = 50_000;
/// Deeper values are not held against a schema.
const MOST_DEPTH: usize = 100;
/// Complaints about one value.
const MOST_COMPLAINTS: usize = 20;
const BACKTRACKS: usize = 50_000;
/// Schemas nested deeper may recurse too far where they are compiled.
const MOST_SCHEMA_DEPTH: usize = 64;

struct Schema {
    /// `None` when it refers to another file.
    validator: Option<Validator>,
    /// How many levels below the value the schema looks; `None` when there is no end.
    reach: Option<usize>,
    all: bool,
}

impl std::fmt::Debug for Schema {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Schema").field("reach", &self.reach).field("all", &self.all).finish_non_exhaustive()
    }
}

pub(super) fn read(options: &mut Options<'_, '_>) -> Read {
    options.known(&["schema", "dialect", "allErrors"])?;
    let all = options.flag("allErrors")?;
    let Some(node) = options.get("schema") else {
        options.faults.push(options.place, "`schema` needs the option `schema`");
        return Err(Faulty);
    };
    let json = options.json(node)?;
    if !json.is_object() {
        return options.wrong(node, "an object");
    }
    let draft = match options.text("dialect")? {
        None | Some("auto") => json.get("$schema").is_none().then_some(Draft::Draft7),
        Some("draft4") => Some(Draft::Draft4),
        Some("draft6") => Some(Draft::Draft6),
        Some("draft7") => Some(Draft::Draft7),
        Some("draft2019-09") => Some(Draft::Draft201909),
        Some("draft2020-12") => Some(Draft::Draft202012),
        Some(other) => {
            let place = options.get("dialect").unwrap_or(node);
            options.faults.push(place, format!("there is no dialect `{other}`"));
            return Err(Faulty);
        }
    };
    if depth(&json) > MOST_SCHEMA_DEPTH || !patterns_are_bounded(&json) {
        options.faults.push(node, "the schema is nested too deep, or has a pattern that is too large");
        return Err(Faulty);
    }
    let mut settings = jsonschema::options()
        .should_validate_formats(true)
        .with_pattern_options(PatternOptions::fancy_regex().backtrack_limit(BACKTRACKS));
    if let Some(draft) = draft {
        settings = settings.with_draft(draft);
    }
    match settings.build(&json) {
        Ok(validator) => Ok(Box::new(Schema { validator: Some(validator), reach: reach(&json), all })),
        Err(_) if refers_elsewhere(&json) => Ok(Box::new(Schema { validator: None, reach: Some(0), all })),
        Err(error) => {
            options.faults.push(node, format!("the schema cannot be used: {}", error.masked_with("a value")));
            Err(Faulty)
        }
    }
}

impl Function for Schema {
    fn judge(&self, sight: &Sight<'_, '_>, target: Target<'_>) -> Result<Vec<Complaint>, Unjudged> {
        let Some(validator) = &self.validator else {
            return match target {
                Target::Missing => Ok(vec![Complaint::property("is missing")]),
                _ => Err(Unjudged("its schema refers to another file, which is not read")),
            };
        };
        let value = match target {
            Target::Missing => return Ok(vec![Complaint::property("is missing")]),
            Target::Key(key) => Json::from(key),
            Target::Count(count) => Json::from(count),
            Target::Node(node) => {
                let mut left = MOST_VALUES;
                let reach = self.reach.unwrap_or(usize::MAX);
                write_out(sight.view, node, reach, &mut left, &mut Vec::new())
                    .ok_or(Unjudged("some values are too large, or nested too deep, to be held against its schema"))?
            }
        };
        let mut complaints = Vec::new();
        for error in validator.iter_errors(&value) {
            if matches!(error.kind(), Kind::BacktrackLimitExceeded { .. } | Kind::RegexEngineFailure { .. }) {
                return Err(Unjudged("a pattern in its schema takes too long on some texts"));
            }
            let place = error.instance_path().as_str().to_owned();
            let names = place.split('/').skip(1).map(|name| architect_document::pointer::unescape(name).into_owned());
            let message = brief(&error.masked_with("the value").to_string());
            let complaint = Complaint::whole(message).below(names);
            complaints.push(complaint);
            if !self.all || complaints.len() == MOST_COMPLAINTS {
                break;
            }
        }
        Ok(complaints)
    }
}

/// Messages of composed schemas quote them whole.
fn brief(message: &str) -> String {
    const MOST: usize = 200;
    match message.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", message.get(..end).unwrap_or_default()),
        None => message.to_owned(),
    }
}

/// A value as JSON, as deep as asked. What contains itself ends in its `$ref`. Recursion is bounded by
/// [`MOST_DEPTH`].
fn write_out(view: &View<'_>, raw: NodeId, levels: usize, left: &mut usize, above: &mut Vec<NodeId>) -> Option<Json> {
    *left = left.checked_sub(1)?;
    let mut node = view.node(raw);
    if above.contains(&node) {
        node = view.document.target(raw);
    }
    if above.len() > MOST_DEPTH {
        return None;
    }
    Some(match view.document.value(node) {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::Bool(value),
        Value::Number(text) => number(text).map_or(Json::Null, Json::Number),
        Value::String(text) => Json::String(text.to_owned()),
        Value::List(_) if levels == 0 => Json::Array(Vec::new()),
        Value::Map(_) if levels == 0 => Json::Object(Map::new()),
        Value::List(items) => {
            above.push(node);
            let items = items.iter().map(|item| write_out(view, *item, levels - 1, left, above));
            let list = Json::Array(items.collect::<Option<_>>()?);
            above.pop();
            list
        }
        Value::Map(_) => {
            above.push(node);
            let mut map = Map::new();
            for (at, child) in view.children(node) {
                if let At::Key(key) = at {
                    map.insert(view.document.key(key).to_owned(), write_out(view, child, levels - 1, left, above)?);
                }
            }
            above.pop();
            Json::Object(map)
        }
        Value::Unread => return None,
    })
}

/// How many levels of a value a schema looks at; `None` when there is no end. Recursion is bounded by the depth of
/// the schema, which was read under a limit.
fn reach(schema: &Json) -> Option<usize> {
    let Json::Object(keywords) = schema else { return Some(0) };
    let mut levels = 0;
    for (keyword, value) in keywords {
        let needed = match keyword.as_str() {
            "type" | "minLength" | "maxLength" | "pattern" | "format" | "minimum" | "maximum" | "multipleOf"
            | "exclusiveMinimum" | "exclusiveMaximum" | "title" | "description" | "$schema" | "$comment"
            | "errorMessage" | "default" | "examples" | "$id" | "definitions" | "$defs" | "nullable" => 0,
            "required" | "minProperties" | "maxProperties" | "minItems" | "maxItems" | "propertyNames"
            | "dependentRequired" => 1,
            "properties" | "patternProperties" => 1 + widest(value)?,
            "items" | "prefixItems" if value.is_array() => 1 + widest(value)?,
            "items"
            | "additionalProperties"
            | "contains"
            | "unevaluatedProperties"
            | "unevaluatedItems"
            | "additionalItems" => 1 + reach(value)?,
            "allOf" | "anyOf" | "oneOf" => widest(value)?,
            "not" | "if" | "then" | "else" => reach(value)?,
            "enum" | "const" => depth(value),
            _ if keyword.starts_with("x-") => 0,
            _ => return None,
        };
        levels = levels.max(needed);
    }
    Some(levels)
}

fn widest(schemas: &Json) -> Option<usize> {
    let all: Vec<&Json> = match schemas {
        Json::Array(items) => items.iter().collect(),
        Json::Object(map) => map.values().collect(),
        _ => return Some(0),
    };
    all.into_iter().map(reach).try_fold(0, |most, levels| Some(most.max(levels?)))
}

/// How deep a value is nested. Recursion is bounded where it was read.
fn depth(value: &Json) -> usize {
    match value {
        Json::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Json::Object(map) => 1 + map.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

/// Whether a `$ref` leads out of the schema. Recursion is bounded where it was read.
fn refers_elsewhere(schema: &Json) -> bool {
    match schema {
        Json::Array(items) => items.iter().any(refers_elsewhere),
        Json::Object(map) => {
            let reference = map.get("$ref").and_then(Json::as_str);
            reference.is_some_and(|reference| !reference.starts_with('#')) || map.values().any(refers_elsewhere)
        }
        _ => false,
    }
}

fn patterns_are_bounded(schema: &Json) -> bool {
    use crate::validation::pattern::is_bounded;
    match schema {
        Json::Array(items) => items.iter().all(patterns_are_bounded),
        Json::Object(map) => map.iter().all(|(key, value)| match (key.as_str(), value) {
            ("pattern", Json::String(pattern)) => is_bounded(pattern),
            ("patternProperties", Json::Object(map)) => {
                map.iter().all(|(pattern, value)| is_bounded(pattern) && patterns_are_bounded(value))
            }
            (_, value) => patterns_are_bounded(value),
        }),
        _ => true,
    }
}
