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

/// Makes the schema of an answer short: names and types, down to the fields that whatever stands in a list always has.
/// Descriptions, words that a field may hold, what is required, and fields that may be missing are left out, and so is the
/// inside of objects and lists in lists. Answers explain themselves by their names, and the list of tools has to stay
/// small: clients pay for it in every session.
pub fn terse(mut schema: Value) -> Value {
    if let Some(schema) = schema.as_object_mut() {
        shorten(schema, 0);
    }
    schema
}

/// `lists` is the number of lists that the schema lies in, and one more for an object in a list.
fn shorten(schema: &mut Map<String, Value>, lists: usize) {
    // Properties may have these names too; then their values are schemas.
    if schema.get("description").is_some_and(Value::is_string) {
        schema.remove("description");
    }
    if schema.get("required").is_some_and(Value::is_array) {
        let always = schema.remove("required");
        if lists > 0 {
            keep_only(schema, always.as_ref());
        }
    }
    if lists > 0 && schema.get("enum").is_some_and(Value::is_array) {
        schema.remove("enum");
    }
    if lists > 1 {
        schema.retain(|key, _| key == "type");
    }
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        let within = if lists == 0 { 0 } else { lists + 1 };
        properties.values_mut().filter_map(Value::as_object_mut).for_each(|property| shorten_field(property, within));
    }
    if let Some(Value::Object(items)) = schema.get_mut("items") {
        shorten(items, lists + 1);
    }
}

/// Drops the properties that are not in the list of names.
fn keep_only(schema: &mut Map<String, Value>, names: Option<&Value>) {
    let Some(names) = names.and_then(Value::as_array) else { return };
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        properties.retain(|name, _| names.iter().any(|kept| kept.as_str() == Some(name)));
    }
}

/// A list in a list keeps what its items are: clients ask for typed items everywhere.
fn shorten_field(schema: &mut Map<String, Value>, lists: usize) {
    if lists > 1 && schema.get("type") == Some(&json!("array")) {
        let mut items = schema.remove("items");
        if let Some(Value::Object(items)) = items.as_mut() {
            items.retain(|key, _| key == "type");
        }
        schema.retain(|key, _| key == "type");
        schema.extend(items.map(|items| ("items".to_owned(), items)));
    } else {
        shorten(schema, lists);
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
