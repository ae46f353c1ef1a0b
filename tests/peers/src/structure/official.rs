//! The official JSON Schemas of the specification, as the Python package `openapi-spec-validator` ships them.
//!
//! For 3.1 and later that schema leaves Schema Objects to their dialect. Here they are held against JSON Schema
//! 2020-12 itself, which `jsonschema` brings.

use std::fs;
use std::path::Path;

use architect_openapi::version::Version;
use jsonschema::error::ValidationErrorKind as Kind;
use jsonschema::{Registry, Validator};
use serde_json::{Value, json};

use crate::{Failure, install};

const PACKAGE: &str = "openapi-spec-validator==0.9.0";
const FOLDER: &str = "openapi_spec_validator/resources/schemas";

/// An error that an official schema gives: the innermost, where alternatives failed.
#[derive(Debug, Clone)]
pub(super) struct Theirs {
    /// The pointer into the document.
    pub(super) path: String,
    /// The keyword of the schema that refused it.
    pub(super) keyword: String,
    /// Its text.
    pub(super) message: String,
}

/// The schemas, compiled.
pub(super) struct Official(Vec<(Version, Validator)>);

impl Official {
    /// Installs the package and compiles its schemas.
    pub(super) fn install() -> Result<Self, Failure> {
        let modules = install::pip(&install::cache("structure")?, &[PACKAGE])?;
        let folder = modules.join(FOLDER);
        let mut all = Vec::new();
        for (version, name) in
            [(Version::V2_0, "v2.0"), (Version::V3_0, "v3.0"), (Version::V3_1, "v3.1"), (Version::V3_2, "v3.2")]
        {
            all.push((version, compile(&folder.join(name).join("schema.json"), version)?));
        }
        Ok(Self(all))
    }

    /// The errors of a document of a version.
    pub(super) fn errors(&self, version: Version, document: &Value) -> Vec<Theirs> {
        let Some((_, validator)) = self.0.iter().find(|(known, _)| *known == version) else { return Vec::new() };
        let mut errors = Vec::new();
        for error in validator.iter_errors(document) {
            innermost(&error, &mut errors);
            if errors.len() > 500 {
                break;
            }
        }
        errors
    }
}

fn compile(path: &Path, version: Version) -> Result<Validator, Failure> {
    let schema: Value = serde_json::from_str(&fs::read_to_string(path)?)?;
    let options = || jsonschema::options().should_validate_formats(false);
    if version <= Version::V3_0 {
        return options().build(&schema).map_err(|error| format!("{}: {error}", path.display()).into());
    }
    let id = schema["$id"].as_str().ok_or("the schema has no $id")?.to_owned();
    let with_dialect = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://peers.invalid/with-dialect",
        "$ref": id,
        "$defs": {"dialect": {"$dynamicAnchor": "meta", "$ref": "https://json-schema.org/draft/2020-12/schema"}},
    });
    let registry = Registry::new().add(id, &schema)?.prepare()?;
    options()
        .with_registry(&registry)
        .build(&with_dialect)
        .map_err(|error| format!("{}: {error}", path.display()).into())
}

/// Recursion is bounded by the schemas, which nest alternatives a few levels deep.
fn innermost(error: &jsonschema::ValidationError<'_>, errors: &mut Vec<Theirs>) {
    match error.kind() {
        Kind::AnyOf { context } | Kind::OneOfNotValid { context } if !context.is_empty() => {
            for error in context.iter().flatten() {
                innermost(error, errors);
            }
        }
        _ => errors.push(Theirs {
            path: error.instance_path().as_str().to_owned(),
            keyword: error.schema_path().as_str().rsplit('/').next().unwrap_or_default().to_owned(),
            message: shorten(&error.masked().to_string()),
        }),
    }
}

fn shorten(text: &str) -> String {
    text.chars().take(160).collect()
}
