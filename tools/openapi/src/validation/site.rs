//! Where examples and defaults stand, and which schema each belongs to.

use crate::api::Api;
use crate::document::version::Version;
use crate::document::{NodeId, Value};
use crate::structure::shape::Kind;

/// What a value is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// It shows what a value looks like.
    Example,
    /// It stands for a value that is not given.
    Default,
}

/// A value and the schema that it should fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Site {
    /// Example or default.
    pub role: Role,
    /// The schema.
    pub schema: NodeId,
    /// The value.
    pub value: NodeId,
}

/// Every example and default of a document, in the order of the text.
pub(super) fn all(api: &Api) -> Vec<Site> {
    let mut sites = Vec::new();
    for schema in api.schemas() {
        let mut add = |role, value| sites.push(Site { role, schema, value });
        if let Some(value) = api.get(schema, "default") {
            add(Role::Default, value);
        }
        if let Some(value) = api.get(schema, "example") {
            add(Role::Example, value);
        }
        if api.version >= Some(Version::V3_1)
            && let Some(list) = api.get(schema, "examples")
        {
            for value in api.document.items(list) {
                add(Role::Example, *value);
            }
        }
    }
    for kind in [Kind::MediaType, Kind::Parameter, Kind::Header] {
        for object in api.objects(kind) {
            described(api, kind, object, &mut sites);
        }
    }
    sites.sort_by_key(|site| (site.value, site.schema));
    sites.dedup();
    sites
}

/// The examples of an object that has a schema beside them.
fn described(api: &Api, kind: Kind, object: NodeId, sites: &mut Vec<Site>) {
    let Some(schema) = api.get(object, "schema") else { return };
    let mut values: Vec<NodeId> = api.get(object, "example").into_iter().collect();
    if let Some(examples) = api.get(object, "examples") {
        for entry in api.document.entries(examples) {
            let Some(example) = api.follow(entry.value) else { continue };
            values.extend(api.get(example, "value"));
            values.extend(api.get(example, "dataValue"));
        }
    }
    for value in values {
        if !is_serialized(api, kind, object, schema, value) {
            sites.push(Site { role: Role::Example, schema, value });
        }
    }
}

/// Whether an example is the text that is sent rather than the value it stands for.
fn is_serialized(api: &Api, kind: Kind, object: NodeId, schema: NodeId, value: NodeId) -> bool {
    if !matches!(api.document.value(value), Value::String(_)) {
        return false;
    }
    if kind == Kind::MediaType {
        let media_type = api.document.key_of(object).map(|key| api.document.key(key)).unwrap_or_default();
        let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        return essence != "application/json" && !essence.ends_with("+json");
    }
    // `1,2,3` for a list, `a=1&b=2` for an object.
    let Some(schema) = api.follow(schema) else { return true };
    let has = |word: &str| {
        api.get(schema, "type").is_some_and(|types| {
            let listed = api.document.items(types).iter().any(|item| api.document.string(*item) == Some(word));
            listed || api.document.string(types) == Some(word)
        })
    };
    has("array") || has("object") || api.get(schema, "type").is_none()
}
