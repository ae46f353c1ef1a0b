//! Lists that are given in parts.

use super::casing::words;
use super::schema::Types;
use super::{Api, Operation};

/// Whether a parameter of this name says which part of a list is wanted.
pub fn is_paging(name: &str) -> bool {
    let sized = |word: &String| {
        matches!(word.as_str(), "limit" | "page" | "size" | "top" | "max" | "count" | "first" | "last")
    };
    is_cursor(name) || is_offset(name) || words(name).iter().any(sized)
}

/// Whether a parameter of this name counts items or pages.
pub fn is_offset(name: &str) -> bool {
    let words = words(name);
    let names: Vec<&str> = words.iter().map(String::as_str).collect();
    matches!(
        names.as_slice(),
        ["offset" | "skip" | "page"] | ["page", "number" | "index" | "offset"] | ["start", "index"]
    )
}

/// Whether a parameter of this name is a mark up to which a list was given.
pub fn is_cursor(name: &str) -> bool {
    let marks = ["cursor", "token", "after", "before", "start", "starting", "ending", "continuation", "marker"];
    let words = words(name);
    !is_offset(name) && words.iter().any(|word| marks.contains(&word.as_str()))
}

/// Whether an operation answers a list: an array, or an object of which exactly one property is an array. At a path
/// that ends in a variable it is one thing.
pub fn is_list(api: &Api, operation: &Operation) -> bool {
    if operation.path().is_some_and(|path| path.ends_with('}')) {
        return false;
    }
    let answers = api.answers(operation);
    let mut schemas = answers
        .iter()
        .filter(|answer| answer.status.starts_with('2'))
        .filter_map(|answer| api.json_schema(answer.object));
    schemas.any(|schema| {
        let parts = api.parts(schema).schemas;
        if parts.iter().any(|part| api.types(*part) == Some(Types::ARRAY)) {
            return true;
        }
        let properties = parts.iter().filter_map(|part| api.get(*part, "properties"));
        let arrays = properties
            .flat_map(|map| api.document.entries(map))
            .filter(|entry| api.follow(entry.value).and_then(|schema| api.types(schema)) == Some(Types::ARRAY));
        arrays.take(2).count() == 1
    })
}
