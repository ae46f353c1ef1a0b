//! Two whole versions of an `OpenAPI` document: what is demanded of callers, and what they lose.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::change::Side;
use crate::examined::Examined;
use crate::fact::{Facts, Place, What};

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "patch", "head", "options", "trace"];

/// Compares the two versions; false when either cannot be read, so that its lines have to do.
pub(super) fn compare(file: &Examined<'_>, facts: &mut Facts) -> bool {
    let text = |side: Side| file.side(side).first().map(|read| read.block.text.as_str()).unwrap_or_default();
    let (Some(before), Some(after)) = (load(text(Side::Old)), load(text(Side::New))) else { return false };
    let place = |side: Side| Place::of_file(file.file.path_on(side), side);
    let schemes = |document: &Value| {
        document
            .pointer("/components/securitySchemes")
            .or_else(|| document.pointer("/securityDefinitions"))
            .cloned()
            .unwrap_or(Value::Null)
    };
    let (old_schemes, new_schemes) = (schemes(&before), schemes(&after));
    if old_schemes != new_schemes {
        let what = What::ContractSecurity {
            what: "the security schemes change".to_owned(),
            weaker: keys(&old_schemes).difference(&keys(&new_schemes)).next().is_some(),
        };
        facts.push(what, place(Side::New), file.guard);
    }
    let (old_operations, new_operations) = (operations(&before), operations(&after));
    for (name, old) in &old_operations {
        let Some(new) = new_operations.get(name) else {
            facts.push(
                What::ContractChanged { what: format!("the operation `{name}` goes"), breaking: true },
                place(Side::Old),
                file.guard,
            );
            continue;
        };
        if old.security != new.security {
            let weaker = alternatives(&new.security) < alternatives(&old.security)
                || is_open(&new.security) && !is_open(&old.security);
            let what = What::ContractSecurity {
                what: format!("`{name}` demands {} instead of {}", demand(&new.security), demand(&old.security)),
                weaker,
            };
            facts.push(what, place(Side::New), file.guard);
        }
        if let Some(parameter) = new.required.difference(&old.required).next() {
            let what = What::ContractChanged { what: format!("`{name}` now requires `{parameter}`"), breaking: true };
            facts.push(what, place(Side::New), file.guard);
        }
    }
    true
}

struct Operation {
    /// The security that holds, the document's own included.
    security: Value,
    required: BTreeSet<String>,
}

fn operations(document: &Value) -> BTreeMap<String, Operation> {
    let mut operations = BTreeMap::new();
    let general = document.get("security").cloned().unwrap_or(Value::Null);
    let Some(paths) = document.get("paths").and_then(Value::as_object) else { return operations };
    for (path, item) in paths {
        for method in METHODS {
            let Some(operation) = item.get(method) else { continue };
            let security = operation.get("security").cloned().unwrap_or_else(|| general.clone());
            let parameters = [item.get("parameters"), operation.get("parameters")];
            let required = parameters.into_iter().flatten().filter_map(Value::as_array).flatten();
            let required = required.filter(|parameter| parameter.get("required") == Some(&Value::Bool(true)));
            let required = required
                .filter_map(|parameter| parameter.get("name").and_then(Value::as_str))
                .map(ToOwned::to_owned)
                .collect();
            operations.insert(format!("{} {path}", method.to_uppercase()), Operation { security, required });
        }
    }
    operations
}

fn keys(value: &Value) -> BTreeSet<String> {
    value.as_object().map(|object| object.keys().cloned().collect()).unwrap_or_default()
}

fn alternatives(security: &Value) -> usize {
    security.as_array().map_or(0, Vec::len)
}

/// Whether nobody is kept out: no requirement at all, or an empty one among the alternatives.
fn is_open(security: &Value) -> bool {
    let Some(list) = security.as_array() else { return true };
    list.is_empty() || list.iter().any(|requirement| requirement.as_object().is_some_and(serde_json::Map::is_empty))
}

fn demand(security: &Value) -> String {
    if is_open(security) {
        return "nothing".to_owned();
    }
    let list = security.as_array().into_iter().flatten();
    let names: Vec<String> =
        list.map(|requirement| keys(requirement).into_iter().collect::<Vec<_>>().join(" and ")).collect();
    names.join(" or ")
}

/// Reads JSON or YAML. Anchors are not followed: a document with aliases is left to its lines.
fn load(text: &str) -> Option<Value> {
    if text.trim_start().starts_with('{') {
        return serde_json::from_str(text).ok();
    }
    yaml::load(text)
}

mod yaml {
    //! YAML as a value, without recursion.

    use granit_parser::{Event, Parser};
    use serde_json::{Map, Value};

    /// Deepest nesting that is followed.
    const DEEPEST: usize = 128;

    enum Open {
        Sequence(Vec<Value>),
        Mapping(Map<String, Value>, Option<String>),
    }

    /// The first document; `None` when it cannot be read to its end.
    pub(super) fn load(text: &str) -> Option<Value> {
        let mut open: Vec<Open> = Vec::new();
        let mut root = None;
        for event in Parser::new_from_str(text) {
            let (event, _) = event.ok()?;
            let value = match event {
                Event::Scalar(value, ..) => scalar(&value),
                Event::SequenceStart(..) => {
                    open.push(Open::Sequence(Vec::new()));
                    None
                }
                Event::MappingStart(..) => {
                    open.push(Open::Mapping(Map::new(), None));
                    None
                }
                Event::SequenceEnd | Event::MappingEnd => match open.pop()? {
                    Open::Sequence(list) => Some(Value::Array(list)),
                    Open::Mapping(map, _) => Some(Value::Object(map)),
                },
                Event::Alias(..) => return None,
                Event::DocumentEnd => break,
                _ => None,
            };
            if open.len() > DEEPEST {
                return None;
            }
            let Some(value) = value else { continue };
            match open.last_mut() {
                None => root = Some(value),
                Some(Open::Sequence(list)) => list.push(value),
                Some(Open::Mapping(map, key)) => match key.take() {
                    Some(key) => {
                        map.insert(key, value);
                    }
                    None => *key = Some(value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned)),
                },
            }
        }
        root
    }

    fn scalar(text: &str) -> Option<Value> {
        Some(match text {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ => Value::String(text.to_owned()),
        })
    }
}
