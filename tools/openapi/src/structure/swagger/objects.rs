//! The tables of Swagger 2.0.

use crate::structure::shape::{Keys, Kind, Object, Shape, field};
use crate::version::Version::{self, V2_0};
use Shape::{
    Any, Count, Flag, List, Map, Names, NonEmpty, Number, Object as Is, Positive, Referable, SchemaOrFlag,
    SchemaOrSchemas, Text, Words,
};

const SCHEMA: Shape = Referable(Kind::Schema);
const DOCS: Shape = Is(Kind::ExternalDocumentation);

/// The protocols of an interface.
pub(in crate::structure) const SCHEMES: Shape =
    List(&Words(&[("http", V2_0), ("https", V2_0), ("ws", V2_0), ("wss", V2_0)]));

/// The table of an object that 2.0 has otherwise than 3.0.
pub fn object(kind: Kind) -> Option<&'static Object> {
    Some(match kind {
        Kind::OpenApi => &SWAGGER,
        Kind::Parameter => &PARAMETER,
        Kind::Items => &ITEMS,
        Kind::Header => &HEADER,
        Kind::Response => &RESPONSE,
        Kind::Schema => &SCHEMA_2_0,
        Kind::SecurityScheme => &SECURITY_SCHEME,
        Kind::Scopes => &SCOPES,
        _ => return None,
    })
}

/// The table of a parameter whose place is known: the fields differ.
pub fn parameter(place: &str) -> Option<&'static Object> {
    Some(match place {
        "body" => &BODY_PARAMETER,
        "query" => &QUERY_PARAMETER,
        "header" => &HEADER_PARAMETER,
        "path" => &PATH_PARAMETER,
        "formData" => &FORM_DATA_PARAMETER,
        _ => return None,
    })
}

/// The table of a security scheme whose `type`, and for OAuth 2.0 whose `flow`, is known.
pub fn security_scheme(kind: &str, flow: Option<&str>) -> Option<&'static Object> {
    Some(match (kind, flow) {
        ("basic", _) => &BASIC_SCHEME,
        ("apiKey", _) => &API_KEY_SCHEME,
        ("oauth2", Some("implicit")) => &IMPLICIT_SCHEME,
        ("oauth2", Some("password")) => &PASSWORD_SCHEME,
        ("oauth2", Some("application")) => &APPLICATION_SCHEME,
        ("oauth2", Some("accessCode")) => &ACCESS_CODE_SCHEME,
        ("oauth2", _) => &OAUTH2_SCHEME,
        _ => return None,
    })
}

static SWAGGER: Object = Object::new(
    "Swagger Object",
    &[
        field("swagger", Any).required(),
        field("info", Is(Kind::Info)).required(),
        field("host", Text),
        field("basePath", Text),
        field("schemes", SCHEMES),
        field("consumes", Names),
        field("produces", Names),
        field("paths", Is(Kind::Paths)).required(),
        field("definitions", Map(&SCHEMA)),
        field("parameters", Map(&Is(Kind::Parameter))),
        field("responses", Map(&Is(Kind::Response))),
        field("securityDefinitions", Map(&Is(Kind::SecurityScheme))),
        field("security", List(&Is(Kind::SecurityRequirement))),
        field("tags", List(&Is(Kind::Tag))),
        field("externalDocs", DOCS),
    ],
);

const PLACES: Shape = Words(&[("query", V2_0), ("header", V2_0), ("path", V2_0), ("formData", V2_0), ("body", V2_0)]);
const SIMPLE_TYPES: Shape = Words(SIMPLE);
const SIMPLE: &[(&str, Version)] =
    &[("string", V2_0), ("number", V2_0), ("integer", V2_0), ("boolean", V2_0), ("array", V2_0)];
const FORM_TYPES: Shape = Words(&[
    ("string", V2_0),
    ("number", V2_0),
    ("integer", V2_0),
    ("boolean", V2_0),
    ("array", V2_0),
    ("file", V2_0),
]);
const COLLECTION: Shape = Words(&[("csv", V2_0), ("ssv", V2_0), ("tsv", V2_0), ("pipes", V2_0)]);
const COLLECTION_OR_MULTI: Shape =
    Words(&[("csv", V2_0), ("ssv", V2_0), ("tsv", V2_0), ("pipes", V2_0), ("multi", V2_0)]);

/// The table of an object that says itself what its value is: the fields given, and those for values.
macro_rules! with_value {
    ($name:literal, [$($own:expr),* $(,)?]) => {
        Object::new(
            $name,
            &[
                $($own,)*
                field("format", Text),
                field("items", Is(Kind::Items)),
                field("default", Any),
                field("maximum", Number),
                field("exclusiveMaximum", Flag),
                field("minimum", Number),
                field("exclusiveMinimum", Flag),
                field("maxLength", Count),
                field("minLength", Count),
                field("pattern", Text),
                field("maxItems", Count),
                field("minItems", Count),
                field("uniqueItems", Flag),
                field("enum", NonEmpty(&Any)),
                field("multipleOf", Positive),
            ],
        )
    };
}

/// Stands for a parameter without a known `in`.
static PARAMETER: Object = with_value!(
    "Parameter Object",
    [
        field("name", Text).required(),
        field("in", PLACES).required(),
        field("description", Text),
        field("required", Flag),
        field("schema", SCHEMA),
        field("type", FORM_TYPES),
        field("allowEmptyValue", Flag),
        field("collectionFormat", COLLECTION_OR_MULTI),
    ]
);

static BODY_PARAMETER: Object = Object::new(
    "Parameter Object in `body`",
    &[
        field("name", Text).required(),
        field("in", PLACES).required(),
        field("description", Text),
        field("required", Flag),
        field("schema", SCHEMA).required(),
    ],
);

static QUERY_PARAMETER: Object = with_value!(
    "Parameter Object in `query`",
    [
        field("name", Text).required(),
        field("in", PLACES).required(),
        field("description", Text),
        field("required", Flag),
        field("type", SIMPLE_TYPES).required(),
        field("allowEmptyValue", Flag),
        field("collectionFormat", COLLECTION_OR_MULTI),
    ]
);

static HEADER_PARAMETER: Object = with_value!(
    "Parameter Object in `header`",
    [
        field("name", Text).required(),
        field("in", PLACES).required(),
        field("description", Text),
        field("required", Flag),
        field("type", SIMPLE_TYPES).required(),
        field("collectionFormat", COLLECTION),
    ]
);

static PATH_PARAMETER: Object = with_value!(
    "Parameter Object in `path`",
    [
        field("name", Text).required(),
        field("in", PLACES).required(),
        field("description", Text),
        // That it must be there, and true, is a rule of its own.
        field("required", Flag),
        field("type", SIMPLE_TYPES).required(),
        field("collectionFormat", COLLECTION),
    ]
);

static FORM_DATA_PARAMETER: Object = with_value!(
    "Parameter Object in `formData`",
    [
        field("name", Text).required(),
        field("in", PLACES).required(),
        field("description", Text),
        field("required", Flag),
        field("type", FORM_TYPES).required(),
        field("allowEmptyValue", Flag),
        field("collectionFormat", COLLECTION_OR_MULTI),
    ]
);

/// What a list in a parameter or header holds.
pub(in crate::structure) static ITEMS: Object =
    with_value!("Items Object", [field("type", SIMPLE_TYPES).required(), field("collectionFormat", COLLECTION)]);

static HEADER: Object = with_value!(
    "Header Object",
    [field("description", Text), field("type", SIMPLE_TYPES).required(), field("collectionFormat", COLLECTION)]
);

static RESPONSE: Object = Object::new(
    "Response Object",
    &[
        field("description", Text).required(),
        field("schema", SCHEMA),
        field("headers", Map(&Is(Kind::Header))),
        field("examples", Map(&Any)),
    ],
);

static SCHEMA_2_0: Object = Object::new(
    "Schema Object",
    &[
        field("title", Text),
        field("description", Text),
        field("type", Shape::Types),
        field("format", Text),
        field("enum", NonEmpty(&Any)),
        field("default", Any),
        field("multipleOf", Positive),
        field("maximum", Number),
        field("exclusiveMaximum", Flag),
        field("minimum", Number),
        field("exclusiveMinimum", Flag),
        field("maxLength", Count),
        field("minLength", Count),
        field("pattern", Text),
        field("items", SchemaOrSchemas),
        field("maxItems", Count),
        field("minItems", Count),
        field("uniqueItems", Flag),
        field("properties", Map(&SCHEMA)),
        field("additionalProperties", SchemaOrFlag),
        field("required", Names),
        field("maxProperties", Count),
        field("minProperties", Count),
        field("allOf", NonEmpty(&SCHEMA)),
        field("discriminator", Text),
        field("readOnly", Flag),
        field("xml", Is(Kind::Xml)),
        field("externalDocs", DOCS),
        field("example", Any),
    ],
);

/// The schema of a response that is a file.
pub(in crate::structure) static FILE_SCHEMA: Object = Object::new(
    "Schema Object of type `file`",
    &[
        field("title", Text),
        field("description", Text),
        field("type", Any).required(),
        field("format", Text),
        field("default", Any),
        field("required", Names),
        field("readOnly", Flag),
        field("externalDocs", DOCS),
        field("example", Any),
    ],
);

const SCHEME_TYPES: Shape = Words(&[("basic", V2_0), ("apiKey", V2_0), ("oauth2", V2_0)]);
const FLOWS: Shape = Words(&[("implicit", V2_0), ("password", V2_0), ("application", V2_0), ("accessCode", V2_0)]);

/// Stands for a scheme without a known `type`.
static SECURITY_SCHEME: Object = Object::new(
    "Security Scheme Object",
    &[
        field("type", SCHEME_TYPES).required(),
        field("description", Text),
        field("name", Text),
        field("in", Text),
        field("flow", Text),
        field("authorizationUrl", Text),
        field("tokenUrl", Text),
        field("scopes", Is(Kind::Scopes)),
    ],
);

static BASIC_SCHEME: Object = Object::new(
    "Security Scheme Object of type `basic`",
    &[field("type", SCHEME_TYPES).required(), field("description", Text)],
);

static API_KEY_SCHEME: Object = Object::new(
    "Security Scheme Object of type `apiKey`",
    &[
        field("type", SCHEME_TYPES).required(),
        field("description", Text),
        field("name", Text).required(),
        field("in", Words(&[("query", V2_0), ("header", V2_0)])).required(),
    ],
);

/// Stands for a scheme of OAuth 2.0 without a known `flow`.
static OAUTH2_SCHEME: Object = Object::new(
    "Security Scheme Object of type `oauth2`",
    &[
        field("type", SCHEME_TYPES).required(),
        field("description", Text),
        field("flow", FLOWS).required(),
        field("authorizationUrl", Text),
        field("tokenUrl", Text),
        field("scopes", Is(Kind::Scopes)).required(),
    ],
);

static IMPLICIT_SCHEME: Object = Object::new(
    "Security Scheme Object of the flow `implicit`",
    &[
        field("type", SCHEME_TYPES).required(),
        field("description", Text),
        field("flow", FLOWS).required(),
        field("authorizationUrl", Text).required(),
        field("scopes", Is(Kind::Scopes)).required(),
    ],
);

static PASSWORD_SCHEME: Object = Object::new(
    "Security Scheme Object of the flow `password`",
    &[
        field("type", SCHEME_TYPES).required(),
        field("description", Text),
        field("flow", FLOWS).required(),
        field("tokenUrl", Text).required(),
        field("scopes", Is(Kind::Scopes)).required(),
    ],
);

static APPLICATION_SCHEME: Object = Object::new(
    "Security Scheme Object of the flow `application`",
    &[
        field("type", SCHEME_TYPES).required(),
        field("description", Text),
        field("flow", FLOWS).required(),
        field("tokenUrl", Text).required(),
        field("scopes", Is(Kind::Scopes)).required(),
    ],
);

static ACCESS_CODE_SCHEME: Object = Object::new(
    "Security Scheme Object of the flow `accessCode`",
    &[
        field("type", SCHEME_TYPES).required(),
        field("description", Text),
        field("flow", FLOWS).required(),
        field("authorizationUrl", Text).required(),
        field("tokenUrl", Text).required(),
        field("scopes", Is(Kind::Scopes)).required(),
    ],
);

/// The scopes of an OAuth 2.0 scheme, each with what it means.
pub(in crate::structure) static SCOPES: Object = Object::new("Scopes Object", &[]).with_keys(Keys::Any, Text);
