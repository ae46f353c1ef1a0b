//! Schemas that every client understands.
//!
//! Clients differ in how much of JSON Schema they accept for tools; what all accept is: the root is an object, no
//! `$ref`, no `oneOf`, `anyOf`, `allOf`, one type a place, string enums, typed `items`. Types derived from Rust
//! come close; this mends the rest.

use serde_json::{Map, Value, json};

/// Makes a derived schema portable.
pub fn portable(schema: Value) -> Value {
    let Value::Object(mut schema) = schema else { return json!({ "type": "object" }) };
    for key in ["$schema", "title", "description", "$defs"] {
        schema.remove(key);
    }
    simplify(&mut schema);
    schema.insert("type".to_owned(), json!("object"));
    schema.entry("properties").or_insert_with(|| json!({}));
    Value::Object(schema)
}

/// Makes the schema of an answer short: no descriptions, nothing about what is required below the first level, and of
/// lists in lists only the type of their items. Answers explain themselves by their names, and the list of tools has to
/// stay small: clients pay for it in every session.
pub fn terse(mut schema: Value) -> Value {
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        properties.values_mut().filter_map(Value::as_object_mut).for_each(|property| undescribed(property, false));
    }
    schema
}

fn undescribed(schema: &mut Map<String, Value>, in_list: bool) {
    if schema.get("description").is_some_and(Value::is_string) {
        schema.remove("description");
    }
    if schema.get("required").is_some_and(Value::is_array) {
        schema.remove("required");
    }
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        properties.values_mut().filter_map(Value::as_object_mut).for_each(|property| undescribed(property, in_list));
    }
    if let Some(Value::Object(items)) = schema.get_mut("items") {
        if in_list {
            items.retain(|key, _| key == "type");
        }
        undescribed(items, true);
    }
}

/// Schemas nest as deep as our own types do, so recursion is bounded by them.
fn simplify(schema: &mut Map<String, Value>) {
    // A branch may bring a combination of its own: `anyOf` of `oneOf` and null is an optional enum.
    while let Some(Value::Array(branches)) = ["oneOf", "anyOf", "allOf"].iter().find_map(|key| schema.remove(*key)) {
        merge(schema, branches);
    }
    one_type(schema);
    schema.remove("format");
    schema.remove("default");
    schema.remove("minimum");
    for key in ["properties", "$defs"] {
        if let Some(Value::Object(properties)) = schema.get_mut(key) {
            properties.values_mut().filter_map(Value::as_object_mut).for_each(simplify);
        }
    }
    for key in ["items", "additionalProperties"] {
        if let Some(Value::Object(inner)) = schema.get_mut(key) {
            simplify(inner);
        }
    }
}

/// `oneOf` of documented constants becomes a string enum; `anyOf` of a schema and null becomes the schema.
fn merge(schema: &mut Map<String, Value>, branches: Vec<Value>) {
    let mut words = Vec::new();
    for branch in branches {
        let Value::Object(branch) = branch else { continue };
        if branch.get("type") == Some(&json!("null")) {
            continue;
        }
        if let Some(word) = branch.get("const") {
            words.push(word.clone());
            continue;
        }
        if let Some(Value::Array(more)) = branch.get("enum") {
            words.extend(more.iter().cloned());
            continue;
        }
        for (key, value) in branch {
            schema.entry(key).or_insert(value);
        }
    }
    if !words.is_empty() {
        schema.insert("type".to_owned(), json!("string"));
        schema.insert("enum".to_owned(), Value::Array(words));
    }
}

fn one_type(schema: &mut Map<String, Value>) {
    if let Some(Value::Array(types)) = schema.get("type") {
        let first = types.iter().find(|name| **name != json!("null")).cloned().unwrap_or(json!("object"));
        schema.insert("type".to_owned(), first);
    }
    if let Some(Value::Array(words)) = schema.get_mut("enum") {
        words.retain(|word| !word.is_null());
    }
}
