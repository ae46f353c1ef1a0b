//! Where examples and defaults stand, and which schema each belongs to.

use crate::api::Api;
use crate::structure::shape::Kind;
use crate::version::Version;
use architect_document::{NodeId, Value};

/// What a value is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// It shows, in a schema, what a value of it looks like.
    SchemaExample,
    /// It shows what is sent: as an example of a media type, a parameter or a header.
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
    /// Whether it may show the value in the form in which it is sent, so that a difference may be one of form only.
    pub serialized: bool,
}

impl Site {
    /// Whether the value stands in an extension: no specification says what it has to be.
    pub fn is_extension(&self, api: &Api) -> bool {
        api.document.key_of(self.value).is_some_and(|key| api.document.key(key) == EXTENSION)
    }
}

/// What Swagger 2.0, which has examples in schemas and responses only, is extended with elsewhere.
const EXTENSION: &str = "x-example";

/// Every example and default of a document, in the order of the text.
pub(super) fn all(api: &Api) -> Vec<Site> {
    let mut sites = Vec::new();
    for schema in api.described() {
        if api.structure.kind(schema) != Some(Kind::Schema) {
            without_schema_of_2_0(api, schema, &mut sites);
            continue;
        }
        let mut add = |role, value| sites.push(Site { role, schema, value, serialized: false });
        if let Some(value) = api.get(schema, EXTENSION).filter(|_| api.version == Some(Version::V2_0)) {
            add(Role::SchemaExample, value);
        }
        if let Some(value) = api.get(schema, "default") {
            add(Role::Default, value);
        }
        if let Some(value) = api.get(schema, "example") {
            add(Role::SchemaExample, value);
        }
        if api.version >= Some(Version::V3_1)
            && let Some(list) = api.get(schema, "examples")
        {
            for value in api.document.items(list) {
                add(Role::SchemaExample, *value);
            }
        }
    }
    if api.version == Some(Version::V2_0) {
        api.objects(Kind::Response).for_each(|response| examples_of_2_0(api, response, &mut sites));
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

/// The default and the example of a parameter, header or list of items of 2.0, which is its own schema.
fn without_schema_of_2_0(api: &Api, object: NodeId, sites: &mut Vec<Site>) {
    // A body is described by its schema.
    let own_schema = api.document.get_string(object, "type").is_some();
    for (role, field) in [(Role::Default, "default"), (Role::SchemaExample, EXTENSION)] {
        let Some(value) = api.get(object, field).filter(|_| own_schema || role == Role::Default) else { continue };
        let is_text = matches!(api.document.value(value), Value::String(_));
        // `1,2,3` for a list.
        if !is_text || api.document.get_string(object, "type") != Some("array") {
            sites.push(Site { role, schema: object, value, serialized: is_text });
        }
    }
}

/// The examples of a response of 2.0: by media type, all of one schema.
fn examples_of_2_0(api: &Api, response: NodeId, sites: &mut Vec<Site>) {
    let (Some(schema), Some(examples)) = (api.get(response, "schema"), api.get(response, "examples")) else { return };
    for entry in api.document.entries(examples) {
        let form = form_of_media_type(api, api.document.key(entry.key), entry.value);
        if form != Form::Text {
            let serialized = form == Form::Uncertain;
            sites.push(Site { role: Role::Example, schema, value: entry.value, serialized });
        }
    }
}

/// The examples of an object that has a schema beside them.
fn described(api: &Api, kind: Kind, object: NodeId, sites: &mut Vec<Site>) {
    let Some(schema) = api.get(object, "schema") else { return };
    let field = if api.version == Some(Version::V2_0) { EXTENSION } else { "example" };
    let mut values: Vec<NodeId> = api.get(object, field).into_iter().collect();
    if let Some(examples) = api.get(object, "examples") {
        for entry in api.document.entries(examples) {
            let Some(example) = api.follow(entry.value) else { continue };
            values.extend(api.get(example, "value"));
            values.extend(api.get(example, "dataValue"));
        }
    }
    for value in values {
        let form = form(api, kind, object, schema, value);
        if form != Form::Text {
            let serialized = form == Form::Uncertain;
            sites.push(Site { role: Role::Example, schema, value, serialized });
        }
    }
}

/// In which form an example shows its value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// As the value itself.
    Value,
    /// As the value, or as the text that is sent.
    Uncertain,
    /// As the text that is sent.
    Text,
}

fn form(api: &Api, kind: Kind, object: NodeId, schema: NodeId, value: NodeId) -> Form {
    let is_text = matches!(api.document.value(value), Value::String(_));
    if kind == Kind::MediaType {
        let media_type = api.document.key_of(object).map(|key| api.document.key(key)).unwrap_or_default();
        return form_of_media_type(api, media_type, value);
    }
    if !is_text {
        return Form::Value;
    }
    // `1,2,3` for a list, `a=1&b=2` for an object, `true` for a boolean.
    let Some(schema) = api.follow(schema) else { return Form::Text };
    let Some(types) = api.get(schema, "type") else {
        return if lists_texts_only(api, schema) { Form::Value } else { Form::Text };
    };
    let has = |word: &str| {
        let listed = api.document.items(types).iter().any(|item| api.document.string(*item) == Some(word));
        listed || api.document.string(types) == Some(word)
    };
    if has("array") || has("object") {
        Form::Text
    } else if has("string") {
        Form::Value
    } else {
        Form::Uncertain
    }
}

/// Whether all values that a schema allows are listed, and are texts.
fn lists_texts_only(api: &Api, schema: NodeId) -> bool {
    let items = api.get(schema, "enum").map_or(&[][..], |list| api.document.items(list));
    !items.is_empty() && items.iter().all(|item| api.document.string(*item).is_some())
}

fn form_of_media_type(api: &Api, media_type: &str, value: NodeId) -> Form {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let is_json = essence == "application/json" || essence.ends_with("+json");
    match (is_json, api.document.value(value)) {
        (true, _) => Form::Value,
        (false, Value::String(_)) => Form::Text,
        (false, _) => Form::Uncertain,
    }
}
