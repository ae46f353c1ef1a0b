//! What the specification says about fields together: one of two, one of several, a value that depends on another.

use super::fault::Fault;
use super::objects::METHODS;
use super::shape::{Kind, Object};
use super::walk::Walk;
use crate::version::Version;
use architect_document::{NodeId, Value};

/// Checks the conditions of one object.
pub(super) fn check(walk: &mut Walk<'_>, node: NodeId, kind: Kind, table: &'static Object) {
    if walk.version == Version::V2_0 {
        super::swagger::conditions::check(walk, node, kind);
        return;
    }
    let has = |field: &str| walk.document.entry(node, field).is_some();
    match kind {
        Kind::OpenApi if walk.version >= Version::V3_1 => {
            let any = has("paths") || has("components") || has("webhooks");
            missing(walk, any, node, table, &["paths", "components", "webhooks"]);
        }
        Kind::License => exclusive(walk, node, table, [["identifier", "url"]]),
        Kind::Parameter => {
            parameter(walk, node, table);
            exclusive(walk, node, table, [["example", "examples"]]);
            exclusive(walk, node, table, SERIALIZED_BY_CONTENT);
            shown_by_content(walk, node, table);
        }
        Kind::Header => {
            schema_or_content(walk, node, table);
            exclusive(walk, node, table, [["example", "examples"]]);
            exclusive(walk, node, table, SERIALIZED_BY_CONTENT);
            shown_by_content(walk, node, table);
        }
        Kind::MediaType => {
            exclusive(walk, node, table, [["example", "examples"]]);
            exclusive(walk, node, table, POSITIONAL_ENCODING);
        }
        Kind::Encoding => {
            exclusive(walk, node, table, POSITIONAL_ENCODING);
            header_names(walk, node);
        }
        Kind::Response => header_names(walk, node),
        Kind::Xml => exclusive(walk, node, table, [["nodeType", "attribute"], ["nodeType", "wrapped"]]),
        Kind::Example => exclusive(
            walk,
            node,
            table,
            [
                ["value", "externalValue"],
                ["value", "dataValue"],
                ["value", "serializedValue"],
                ["serializedValue", "externalValue"],
            ],
        ),
        Kind::Link => {
            let any = has("operationRef") || has("operationId");
            exclusive(walk, node, table, [["operationRef", "operationId"]]);
            missing(walk, any, node, table, &["operationId", "operationRef"]);
        }
        Kind::Responses => has_a_response(walk, node),
        Kind::PathItem if walk.version >= Version::V3_2 => additional_operations(walk, node),
        Kind::Schema if walk.version == Version::V3_0 => {
            if let Some(list) = walk.document.get(node, "enum")
                && matches!(walk.document.value(list), Value::List([]))
                && !walk.document.is_incomplete(list)
            {
                walk.invalid(list, "must hold at least one value", Some("Remove the empty list."));
            }
        }
        Kind::SecurityScheme => bearer_format(walk, node),
        _ => {}
    }
}

/// An operation has an outcome.
pub(super) fn has_a_response(walk: &mut Walk<'_>, node: NodeId) {
    let any = walk.document.entries(node).iter().any(|entry| !walk.document.key(entry.key).starts_with("x-"));
    if !any && !walk.document.is_incomplete(node) {
        walk.invalid(
            node,
            "must describe at least one response",
            Some("Add the response of a successful call, such as `200`."),
        );
    }
}

/// `content` says how a value is written, so the fields that say it for `schema` have no place beside it.
const SERIALIZED_BY_CONTENT: [[&str; 2]; 3] =
    [["content", "style"], ["content", "explode"], ["content", "allowReserved"]];

/// Before 3.2, examples beside `content` have no place either: they stand in the media type.
fn shown_by_content(walk: &mut Walk<'_>, node: NodeId, table: &'static Object) {
    if walk.version < Version::V3_2 {
        exclusive(walk, node, table, [["content", "example"], ["content", "examples"]]);
    }
}

const POSITIONAL_ENCODING: [[&str; 2]; 2] = [["encoding", "prefixEncoding"], ["encoding", "itemEncoding"]];

fn exclusive<const N: usize>(
    walk: &mut Walk<'_>,
    object: NodeId,
    table: &'static Object,
    pairs: [[&'static str; 2]; N],
) {
    for fields in pairs {
        if fields.iter().all(|field| walk.document.entry(object, field).is_some()) {
            walk.fault(Fault::Exclusive { object, table, fields });
            return;
        }
    }
}

fn missing(walk: &mut Walk<'_>, any: bool, object: NodeId, table: &'static Object, fields: &[&'static str]) {
    if !any && !walk.document.is_incomplete(object) {
        walk.fault(Fault::MissingField { object, table, fields: fields.to_vec() });
    }
}

fn schema_or_content(walk: &mut Walk<'_>, node: NodeId, table: &'static Object) {
    let has = |field: &str| walk.document.entry(node, field).is_some();
    let any = has("schema") || has("content");
    missing(walk, any, node, table, &["schema", "content"]);
    exclusive(walk, node, table, [["schema", "content"]]);
    one_media_type(walk, node);
}

fn one_media_type(walk: &mut Walk<'_>, node: NodeId) {
    if let Some(content) = walk.document.get(node, "content") {
        let count = walk.document.entries(content).len();
        let is_map = matches!(walk.document.value(content), Value::Map(_));
        if is_map && count != 1 && !walk.document.is_incomplete(content) {
            walk.invalid(content, &format!("must hold exactly one media type, but holds {count}"), None);
        }
    }
}

fn parameter(walk: &mut Walk<'_>, node: NodeId, table: &'static Object) {
    let place = walk.document.get_string(node, "in");
    if place == Some("querystring") {
        if let (true, Some(schema)) = (walk.version >= Version::V3_2, walk.document.entry(node, "schema")) {
            walk.fault(Fault::InvalidKey {
                key: schema.key,
                value: schema.value,
                message: "a parameter in `querystring` is described by `content`, not by `schema`".to_owned(),
                help: Some("Move the schema below `content` and a media type.".to_owned()),
            });
        } else {
            let any = walk.document.entry(node, "content").is_some();
            missing(walk, any, node, table, &["content"]);
        }
        one_media_type(walk, node);
    } else {
        schema_or_content(walk, node, table);
    }
    parameter_name(walk, node, place);
    parameter_flags(walk, node, place);
    let styles: &[&str] = match place {
        Some("path") => &["matrix", "label", "simple"],
        Some("query") => &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
        Some("header") => &["simple"],
        Some("cookie") if walk.version >= Version::V3_2 => &["form", "cookie"],
        Some("cookie") => &["form"],
        _ => return,
    };
    if let (Some(place), Some(value)) = (place, walk.document.get(node, "style"))
        && let Some(style) = walk.document.string(value)
        && !styles.contains(&style)
    {
        let known = ["matrix", "label", "simple", "form", "spaceDelimited", "pipeDelimited", "deepObject", "cookie"];
        if known.contains(&style) {
            let message = format!("is `{style}`, which a parameter in `{place}` cannot have");
            walk.invalid(value, &message, Some(&format!("Use {}.", styles.join(", "))));
        }
    }
}

/// A `bearerFormat` says how bearer tokens look, so it belongs to the scheme `bearer`.
fn bearer_format(walk: &mut Walk<'_>, node: NodeId) {
    let Some(entry) = walk.document.entry(node, "bearerFormat") else { return };
    let scheme = walk.document.get_string(node, "scheme");
    if let Some(scheme) = scheme.filter(|scheme| !scheme.eq_ignore_ascii_case("bearer")) {
        walk.fault(Fault::InvalidKey {
            key: entry.key,
            value: entry.value,
            message: format!("`bearerFormat` has no meaning for the scheme `{scheme}`"),
            help: Some("Remove it, or make the scheme `bearer`.".to_owned()),
        });
    }
}

fn additional_operations(walk: &mut Walk<'_>, node: NodeId) {
    let Some(operations) = walk.document.get(node, "additionalOperations") else { return };
    for entry in walk.document.entries(operations) {
        let method = walk.document.key(entry.key);
        let lower = method.to_ascii_lowercase();
        if METHODS.contains(&lower.as_str()) {
            walk.fault(Fault::InvalidKey {
                key: entry.key,
                value: entry.value,
                message: format!("`{method}` has a field of its own in the Path Item Object"),
                help: Some(format!("Move the operation out of `additionalOperations` to `{lower}`.")),
            });
        } else if !is_token(method) && method != "$ref" {
            walk.fault(Fault::InvalidKey {
                key: entry.key,
                value: entry.value,
                message: format!("`{method}` cannot be a method of HTTP"),
                help: Some("Use letters, digits and `-`.".to_owned()),
            });
        }
    }
}

/// Names that cannot stand where the parameter is written.
fn parameter_name(walk: &mut Walk<'_>, node: NodeId, place: Option<&str>) {
    let Some(value) = walk.document.get(node, "name") else { return };
    let Some(name) = walk.document.string(value) else { return };
    match place {
        Some("path") if name.contains(['{', '}']) => {
            walk.invalid(value, "has a brace, which a name in a path cannot have", None);
        }
        Some("path") if walk.version >= Version::V3_1 && name.is_empty() => {
            walk.invalid(value, "is empty, which a name in a path cannot be", None);
        }
        Some("header") if !is_token(name) => {
            walk.invalid(value, &format!("is `{name}`, which cannot be the name of a header"), None);
        }
        _ => {}
    }
}

/// From 3.1 on, these flags belong to the places that give them a meaning.
fn parameter_flags(walk: &mut Walk<'_>, node: NodeId, place: Option<&str>) {
    if walk.version < Version::V3_1 {
        return;
    }
    let Some(place) = place else { return };
    let reserved = match place {
        "query" => true,
        "path" => walk.version >= Version::V3_2,
        "cookie" => walk.version >= Version::V3_2 && walk.document.get_string(node, "style") != Some("cookie"),
        _ => false,
    };
    for (flag, allowed) in [("allowReserved", reserved), ("allowEmptyValue", place == "query")] {
        let Some(entry) = walk.document.entry(node, flag) else { continue };
        if !allowed && ["query", "path", "cookie", "header", "querystring"].contains(&place) {
            walk.fault(Fault::InvalidKey {
                key: entry.key,
                value: entry.value,
                message: format!("`{flag}` has no meaning for this parameter in `{place}`"),
                help: Some("Remove it.".to_owned()),
            });
        }
    }
}

fn header_names(walk: &mut Walk<'_>, node: NodeId) {
    let Some(headers) = walk.document.get(node, "headers") else { return };
    for entry in walk.document.entries(headers) {
        let name = walk.document.key(entry.key);
        if !is_token(name) && name != "$ref" {
            walk.fault(Fault::InvalidKey {
                key: entry.key,
                value: entry.value,
                message: format!("`{name}` cannot be the name of a header"),
                help: Some("Use letters, digits and `-`.".to_owned()),
            });
        }
    }
}

/// A token of RFC 9110, 5.6.2: what a header may be called.
fn is_token(name: &str) -> bool {
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty() && name.bytes().all(legal)
}
