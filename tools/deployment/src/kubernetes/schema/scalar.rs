//! Single values: their types, as the API server reads them.

use architect_document::Value;

use super::super::Quantity;
use super::table::Type;
use crate::fault::FaultKind;
use crate::node::Node;

/// Words that the YAML 1.1 of Kubernetes reads as booleans, and YAML 1.2 as strings.
const OLD_BOOLEANS: [&str; 16] =
    ["y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "n", "N", "no", "No", "NO", "off", "Off", "OFF"];

/// What is wrong with a value for a type that is neither list nor mapping.
pub(super) fn fault(node: Node<'_>, wanted: &Type, field: &str) -> Option<FaultKind> {
    let value = node.value();
    let old_boolean = matches!(value, Value::String(text) if OLD_BOOLEANS.contains(&text) && node.raw() == text);
    match (wanted, value) {
        (Type::String | Type::Bytes, Value::String(_)) if old_boolean => {
            Some(wrong(field, "a string", "a boolean as Kubernetes reads YAML"))
        }
        (Type::Bytes, Value::String(text)) => (!is_base64(text))
            .then(|| FaultKind::BadValue { message: format!("`{field}` is not written in base 64"), near: None }),
        (Type::Boolean, Value::String(_)) if old_boolean => None,
        (Type::Quantity, Value::String(text) | Value::Number(text)) => {
            Quantity::read(text).is_none().then(|| bad_quantity(field, text))
        }
        (Type::Integer, Value::Number(text)) if !is_whole(text) => Some(wrong(field, "a whole number", "a fraction")),
        (Type::IntegerOrString, Value::Number(text)) if !is_whole(text) => {
            Some(wrong(field, "a whole number or a string", "a fraction"))
        }
        (Type::String | Type::Time, Value::String(_))
        | (Type::Boolean, Value::Bool(_))
        | (Type::Integer | Type::Number, Value::Number(_))
        | (Type::IntegerOrString, Value::String(_) | Value::Number(_))
        | (_, Value::Unread) => None,
        (wanted, value) => {
            let words = match wanted {
                Type::String => "a string",
                Type::Integer => "a whole number",
                Type::Number => "a number",
                Type::Boolean => "a boolean",
                Type::Time => "a time",
                Type::Bytes => "bytes in base 64",
                Type::Quantity => "a quantity",
                Type::IntegerOrString => "a whole number or a string",
                Type::Anything | Type::List(_) | Type::Map(_) | Type::Definition(_) => return None,
            };
            Some(wrong(field, words, &value.describe().replace("an object", "a mapping")))
        }
    }
}

fn wrong(field: &str, wanted: &str, found: &str) -> FaultKind {
    FaultKind::WrongType { field: field.to_owned(), wanted: wanted.to_owned(), found: found.to_owned() }
}

fn bad_quantity(field: &str, text: &str) -> FaultKind {
    // What people write for the endings that Kubernetes has.
    let endings = [
        ("GB", "G"),
        ("MB", "M"),
        ("KB", "k"),
        ("GiB", "Gi"),
        ("MiB", "Mi"),
        ("KiB", "Ki"),
        ("gi", "Gi"),
        ("mi", "Mi"),
        ("g", "G"),
        ("K", "k"),
    ];
    let near = endings.into_iter().find_map(|(wrong, right)| {
        let number = text.strip_suffix(wrong)?.trim();
        let near = format!("{number}{right}");
        Quantity::read(&near).is_some().then_some(near)
    });
    let text: String = text.chars().take(40).collect();
    FaultKind::BadValue { message: format!("`{text}` is no quantity, which `{field}` takes"), near }
}

fn is_whole(text: &str) -> bool {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    !whole.is_empty() && fraction.bytes().all(|byte| byte == b'0')
}

/// Line breaks are passed over, as the reader of Kubernetes does.
fn is_base64(text: &str) -> bool {
    let bytes: Vec<u8> = text.bytes().filter(|byte| !matches!(byte, b'\n' | b'\r')).collect();
    let end = bytes.iter().rposition(|byte| *byte != b'=').map_or(0, |at| at + 1);
    let padding = bytes.len() - end;
    bytes.len().is_multiple_of(4)
        && padding <= 2
        && bytes.iter().take(end).all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'))
}
