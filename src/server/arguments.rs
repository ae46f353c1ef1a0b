//! Arguments, understood leniently: models send numbers, lists and objects as strings, and misspell names.

use architect_core::{ToolError, nearest};
use serde_json::{Map, Value};

/// Brings arguments into the form the schema asks for, where that is certain: a number, list, object or boolean that
/// came as a string is read, and a lone string stands for a list of one. An explicit null counts as absent. An
/// argument the tool does not have is an error that names the nearest one: silence would hide a misspelt option.
/// `aliases` are other names, each with the argument's own.
pub fn understand(
    tool: &str,
    schema: &Map<String, Value>,
    aliases: &[(&str, &str)],
    arguments: Map<String, Value>,
) -> Result<Map<String, Value>, ToolError> {
    let empty = Map::new();
    let properties = schema.get("properties").and_then(Value::as_object).unwrap_or(&empty);
    let mut understood = Map::new();
    for (name, value) in arguments {
        let alias = aliases.iter().find(|(alias, _)| !properties.contains_key(&name) && *alias == name);
        let name = alias.map_or(name, |(_, own)| (*own).to_owned());
        let Some(property) = properties.get(&name) else {
            let error = ToolError::invalid_input(format!("`{tool}` has no argument `{name}`"));
            let names: Vec<&str> = properties.keys().map(String::as_str).collect();
            return Err(match nearest::nearest(&name, names.iter().copied()) {
                Some(near) => error.help(format!("did you mean `{near}`?")),
                None => error.help(format!("its arguments are: {}", names.join(", "))),
            });
        };
        if value.is_null() {
            continue;
        }
        if understood.contains_key(&name) {
            return Err(ToolError::invalid_input(format!("`{name}` was given twice, under two of its names")));
        }
        let value = convert(property, value);
        understood.insert(name, value);
    }
    Ok(understood)
}

/// Nested objects are converted too, since a whole object may hold a number as a string.
fn convert(schema: &Value, value: Value) -> Value {
    let kind = schema.get("type").and_then(Value::as_str).unwrap_or_default();
    let value = match (kind, value) {
        ("integer" | "number" | "boolean", Value::String(text)) => {
            parsed(kind, text.trim()).unwrap_or(Value::String(text))
        }
        ("array" | "object", Value::String(text)) => match parsed(kind, text.trim()) {
            Some(value) => value,
            None if kind == "array" => Value::Array(vec![Value::String(text)]),
            None => Value::String(text),
        },
        ("integer", Value::Number(number)) => whole(&number).unwrap_or(Value::Number(number)),
        (_, value) => value,
    };
    match value {
        Value::Array(items) if kind == "array" => match schema.get("items") {
            Some(item) => Value::Array(items.into_iter().map(|value| convert(item, value)).collect()),
            None => Value::Array(items),
        },
        Value::Object(fields) if kind == "object" => match schema.get("properties").and_then(Value::as_object) {
            Some(properties) => Value::Object(
                fields
                    .into_iter()
                    .map(|(name, value)| {
                        let value = match properties.get(&name) {
                            Some(property) => convert(property, value),
                            None => value,
                        };
                        (name, value)
                    })
                    .collect(),
            ),
            None => Value::Object(fields),
        },
        value => value,
    }
}

/// The value that a string spells, when it is of the wanted kind.
fn parsed(kind: &str, text: &str) -> Option<Value> {
    let value: Value = serde_json::from_str(text).ok()?;
    let fits = match kind {
        "integer" | "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        _ => value.is_object(),
    };
    fits.then_some(value)
}

/// `50.0` means `50` where a whole number is wanted.
fn whole(number: &serde_json::Number) -> Option<Value> {
    let float = number.as_f64().filter(|_| !number.is_u64() && !number.is_i64())?;
    #[allow(clippy::cast_possible_truncation)]
    let integer = float as i64;
    #[allow(clippy::cast_precision_loss, clippy::float_cmp)]
    let same = integer as f64 == float;
    same.then(|| Value::from(integer))
}
