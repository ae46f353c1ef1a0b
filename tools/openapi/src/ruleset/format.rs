//! The formats that rulesets tell documents apart by.

use crate::version::Version;

/// What a rule can be limited to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// OpenAPI of these versions, as the first two numbers say.
    OpenApi(&'static [(u8, u8)]),
    /// Something that no OpenAPI document is: `AsyncAPI`, Arazzo, JSON Schema.
    Other,
}

/// Swagger 2.0.
pub(super) const V2: Format = Format::OpenApi(&[(2, 0)]);
/// OpenAPI 3.
pub(super) const V3: Format = Format::OpenApi(&[(3, 0), (3, 1), (3, 2)]);
/// OpenAPI 3.0.
pub(super) const V3_0: Format = Format::OpenApi(&[(3, 0)]);
/// OpenAPI 3.1.
pub(super) const V3_1: Format = Format::OpenApi(&[(3, 1)]);
/// OpenAPI 3.2.
pub(super) const V3_2: Format = Format::OpenApi(&[(3, 2)]);

/// The names that rulesets use.
pub(super) const NAMES: &[&str] = &[
    "oas2",
    "oas3",
    "oas3.0",
    "oas3_0",
    "oas3.1",
    "oas3_1",
    "oas3.2",
    "oas3_2",
    "asyncapi2",
    "aas2",
    "aas3",
    "arazzo1",
    "arazzo1_0",
    "json-schema",
    "json-schema-loose",
];

impl Format {
    /// Reads the name that a ruleset uses.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "oas2" => V2,
            "oas3" => V3,
            "oas3.0" | "oas3_0" => V3_0,
            "oas3.1" | "oas3_1" => V3_1,
            "oas3.2" | "oas3_2" => V3_2,
            _ if ["asyncapi", "aas", "arazzo", "json-schema", "jsonSchema"]
                .iter()
                .any(|other| name.starts_with(other)) =>
            {
                Self::Other
            }
            _ => return None,
        })
    }

    /// Whether a document of this version has the format.
    pub(super) fn fits(self, version: Option<Version>) -> bool {
        let (Self::OpenApi(fitting), Some(version)) = (self, version) else { return false };
        fitting.iter().any(|(major, minor)| version.to_string() == format!("{major}.{minor}"))
    }
}
