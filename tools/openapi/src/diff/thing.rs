//! How a message calls a part of a document: `Order.total`, the response 200's body, the parameter `limit`.

use crate::api::Api;
use crate::structure::shape::Kind;
use architect_document::NodeId;
use architect_document::pointer::unescape;

/// Whether a node is in a component schema, whose name does not tell which way it goes.
pub(super) fn is_component(api: &Api, node: NodeId) -> bool {
    let pointer = api.pointer(node);
    pointer.starts_with("#/components/schemas/") || pointer.starts_with("#/definitions/")
}

/// What a message calls a node. Who uses it is said elsewhere, so paths and methods are left out.
pub(super) fn name(api: &Api, node: NodeId) -> String {
    let pointer = api.pointer(node);
    let tokens: Vec<String> = pointer.split('/').skip(1).map(|token| unescape(token).into_owned()).collect();
    let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
    match tokens.as_slice() {
        ["components", "schemas", name, rest @ ..] | ["definitions", name, rest @ ..] => {
            format!("`{name}{}`", path(rest))
        }
        ["components", section, name, rest @ ..] => {
            let word = match *section {
                "parameters" => "parameter",
                "responses" => "response",
                "requestBodies" => "body",
                "headers" => "header",
                "securitySchemes" => "security scheme",
                "pathItems" => "path item",
                other => other,
            };
            format!("{word} `{name}`{}", inside(rest))
        }
        ["paths" | "webhooks", name, rest @ ..] => {
            let part = in_operation(api, node, rest);
            if part.is_empty() { format!("`{name}`") } else { part }
        }
        _ => format!("`{pointer}`"),
    }
}

fn in_operation(api: &Api, node: NodeId, tokens: &[&str]) -> String {
    let rest = match tokens {
        ["parameters", ..] => tokens,
        [_, rest @ ..] => rest,
        [] => return String::new(),
    };
    match rest {
        ["requestBody", rest @ ..] => format!("body{}", inside(rest)),
        ["responses", status, "headers", name, rest @ ..] => {
            format!("header `{name}` of the response {status}{}", inside(rest))
        }
        ["responses", status, rest @ ..] => format!("response {status}{}", inside(rest)),
        ["parameters", _, rest @ ..] => {
            format!("parameter {}{}", parameter(api, node).unwrap_or_default(), inside(rest))
        }
        [] => String::new(),
        [first, ..] => format!("`{first}`"),
    }
}

/// The name of the parameter that a node is in.
fn parameter(api: &Api, node: NodeId) -> Option<String> {
    let mut at = Some(node);
    while let Some(node) = at {
        if api.structure.kind(node) == Some(Kind::Parameter) {
            return api.document.get_string(node, "name").map(|name| format!("`{name}`"));
        }
        at = api.document.parent(node);
    }
    None
}

/// What is behind a message: the path within its schema.
fn inside(tokens: &[&str]) -> String {
    let schema = tokens.iter().position(|token| matches!(*token, "schema" | "itemSchema"));
    match schema.and_then(|at| tokens.get(at + 1..)) {
        Some(rest) if !path(rest).is_empty() => format!(" `{}`", path(rest)),
        _ => match tokens {
            ["content", media, ..] => format!(" `{media}`"),
            _ => String::new(),
        },
    }
}

/// A path within a schema, as people write it: `.customer.address[]`.
fn path(tokens: &[&str]) -> String {
    let mut text = String::new();
    let mut tokens = tokens.iter();
    while let Some(token) = tokens.next() {
        match *token {
            "properties" | "patternProperties" => {
                if let Some(name) = tokens.next() {
                    text.push('.');
                    text.push_str(name);
                }
            }
            "items" => text.push_str("[]"),
            "additionalProperties" => text.push_str(".*"),
            "allOf" | "oneOf" | "anyOf" => {
                if let Some(number) = tokens.next() {
                    text.push_str(&format_member(token, number));
                }
            }
            _ => {}
        }
    }
    text
}

fn format_member(keyword: &str, number: &str) -> String {
    if keyword == "allOf" { String::new() } else { format!("({keyword} {number})") }
}
