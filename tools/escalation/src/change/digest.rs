//! The digest that names a change: an approval of this change is void for any other.

use sha2::{Digest, Sha256};

use super::{Change, Operation, Side};

/// SHA-256 over the changed lines of all files with their numbers, and over further parts (a description, the raw
/// text of what could not be read). Neither the order of the files, nor the size of the context, nor the kind of line
/// break changes it; any added or removed line does.
pub fn of(change: &Change, further: &[(&str, String)]) -> String {
    let mut hasher = Sha256::new();
    let mut part = |bytes: &[u8]| {
        // The length in front keeps two parts from being read as one.
        hasher.update((bytes.len() as u64).to_be_bytes());
        hasher.update(bytes);
    };
    for file in &change.files {
        part(operation(file.operation).as_bytes());
        part(file.old_path.as_deref().unwrap_or_default().as_bytes());
        part(file.path.as_bytes());
        if let Some(content) = &file.content {
            part(content.as_bytes());
        }
        for (side, mark) in [(Side::Old, b"-"), (Side::New, b"+")] {
            for block in file.side(side) {
                for (_, line, text) in block.changed() {
                    part(mark);
                    part(&line.number.to_be_bytes());
                    part(text.as_bytes());
                }
            }
        }
    }
    for (name, text) in further {
        part(name.as_bytes());
        part(text.as_bytes());
    }
    hex(&hasher.finalize())
}

/// Bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    let mut hex = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        for half in [byte >> 4, byte & 15] {
            hex.push(char::from_digit(u32::from(half), 16).unwrap_or('0'));
        }
    }
    hex
}

/// SHA-256 of an argument: of its JSON with the keys of every object in order.
pub fn of_arguments(arguments: &serde_json::Map<String, serde_json::Value>) -> String {
    let mut hasher = Sha256::new();
    ordered(&serde_json::Value::Object(arguments.clone()), &mut |bytes| hasher.update(bytes));
    hex(&hasher.finalize())
}

/// Values nest as deep as the reader of JSON lets them, which is bounded.
fn ordered(value: &serde_json::Value, write: &mut dyn FnMut(&[u8])) {
    use serde_json::Value;
    match value {
        Value::Object(object) => {
            let mut keys: Vec<&String> = object.keys().collect();
            keys.sort_unstable();
            write(b"{");
            for key in keys {
                write(Value::String(key.clone()).to_string().as_bytes());
                write(b":");
                ordered(&object[key.as_str()], write);
                write(b",");
            }
            write(b"}");
        }
        Value::Array(items) => {
            write(b"[");
            for item in items {
                ordered(item, write);
                write(b",");
            }
            write(b"]");
        }
        other => write(other.to_string().as_bytes()),
    }
}

const fn operation(operation: Operation) -> &'static str {
    match operation {
        Operation::Added => "added",
        Operation::Deleted => "deleted",
        Operation::Modified => "modified",
        Operation::Renamed => "renamed",
        Operation::Copied => "copied",
    }
}
