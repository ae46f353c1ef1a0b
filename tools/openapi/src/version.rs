//! Which OpenAPI a document says it is written in.

use architect_document::{Document, NodeId, Value};

/// A version of the OpenAPI Specification that is read here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// 2.0, which is called Swagger.
    V2_0,
    /// 3.0.x
    V3_0,
    /// 3.1.x
    V3_1,
    /// 3.2.x
    V3_2,
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::V2_0 => "2.0",
            Self::V3_0 => "3.0",
            Self::V3_1 => "3.1",
            Self::V3_2 => "3.2",
        })
    }
}

impl Version {
    /// The specification with its version, as messages name it.
    pub fn name(self) -> String {
        let name = if self == Self::V2_0 { "Swagger" } else { "OpenAPI" };
        format!("{name} {self}")
    }
}

/// What the head of a document says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Declared {
    /// A version that is read here; `exact` when it is written as the specification wants it.
    Known {
        /// The version.
        version: Version,
        /// Where it stands.
        value: NodeId,
        /// Whether it is a string of three numbers, or the string `2.0`.
        exact: bool,
    },
    /// A `swagger` field that names a version before 2.0.
    OldSwagger(NodeId),
    /// An `openapi` or `swagger` field with something else.
    Unknown(NodeId),
    /// No version, but fields that only an OpenAPI document has.
    Missing,
    /// No OpenAPI document.
    NotOpenApi,
}

/// Which OpenAPI the document says it is written in.
pub fn declared(document: &Document) -> Declared {
    let root = document.root();
    if let Some(value) = document.get(root, "openapi") {
        return known(document.value(value), value);
    }
    if let Some(value) = document.get(root, "swagger") {
        return swagger(document.value(value), value);
    }
    let marks = ["info", "paths", "components", "webhooks", "servers"];
    let marked = marks.iter().filter(|mark| document.get(root, mark).is_some()).count();
    if marked >= 2 { Declared::Missing } else { Declared::NotOpenApi }
}

fn swagger(value: Value<'_>, node: NodeId) -> Declared {
    let (text, is_string) = match value {
        Value::String(text) => (text, true),
        Value::Number(text) => (text, false),
        _ => return Declared::Unknown(node),
    };
    match text.trim() {
        "2" | "2.0" | "2.0.0" => {
            Declared::Known { version: Version::V2_0, value: node, exact: is_string && text == "2.0" }
        }
        text if text == "1" || text.starts_with("1.") => Declared::OldSwagger(node),
        _ => Declared::Unknown(node),
    }
}

fn known(value: Value<'_>, node: NodeId) -> Declared {
    let (text, is_string) = match value {
        Value::String(text) => (text.trim(), true),
        Value::Number(text) => (text, false),
        _ => return Declared::Unknown(node),
    };
    let mut parts = text.splitn(3, '.');
    let version = match (parts.next(), parts.next()) {
        (Some("3"), Some("0")) => Version::V3_0,
        (Some("3"), Some("1")) => Version::V3_1,
        (Some("3"), Some("2")) => Version::V3_2,
        _ => return Declared::Unknown(node),
    };
    let patch = parts.next().unwrap_or_default();
    let digits = patch.split('-').next().unwrap_or_default();
    let exact = is_string && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    Declared::Known { version, value: node, exact }
}
