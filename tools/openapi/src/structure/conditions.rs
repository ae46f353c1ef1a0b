//! What the specification says about fields together: one of two, one of several, a value that depends on another.

use super::fault::Fault;
use super::objects::METHODS;
use super::shape::{Kind, Object};
use super::walk::Walk;
use crate::document::NodeId;
use crate::document::version::Version;

/// Checks the conditions of one object.
pub(super) fn check(walk: &mut Walk<'_>, node: NodeId, kind: Kind, table: &'static Object) {
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
        }
        Kind::Header => {
            schema_or_content(walk, node, table);
            exclusive(walk, node, table, [["example", "examples"]]);
        }
        Kind::MediaType => exclusive(walk, node, table, [["example", "examples"]]),
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
        Kind::Responses => {
            let any = walk.document.entries(node).iter().any(|entry| !walk.document.key(entry.key).starts_with("x-"));
            if !any && !walk.document.is_incomplete(node) {
                walk.invalid(
                    node,
                    "must describe at least one response",
                    Some("Add the response of a successful call, such as `200`."),
                );
            }
        }
        Kind::PathItem if walk.version >= Version::V3_2 => additional_operations(walk, node),
        _ => {}
    }
}

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
    if let Some(content) = walk.document.get(node, "content") {
        let count = walk.document.entries(content).len();
        let is_map = matches!(walk.document.value(content), crate::document::Value::Map(_));
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
        }
    } else {
        schema_or_content(walk, node, table);
    }
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
        }
    }
}
