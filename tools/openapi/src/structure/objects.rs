//! Every object of OpenAPI 3.0, 3.1 and 3.2 but the schema: a field that says nothing of a version is in all of them.
//!
//! The objects that Swagger 2.0 shares with them are held against the same tables; those that it has otherwise are in
//! [`super::swagger`].

use super::schema;
use super::shape::{Field, Keys, Kind, Object, Shape, field};
use super::swagger;
use crate::version::Version::{self, V3_0, V3_1, V3_2};
use Shape::{Any, Flag, List, Map, Named, Names, NonEmpty, Object as Is, Referable, Text, Words};

const PARAMETERS: Shape = List(&Referable(Kind::Parameter));
const SERVERS: Shape = List(&Is(Kind::Server));
const SECURITY: Shape = List(&Is(Kind::SecurityRequirement));
const CONTENT: Shape = Map(&Referable(Kind::MediaType));
const HEADERS: Shape = Map(&Referable(Kind::Header));
const EXAMPLES: Shape = Map(&Referable(Kind::Example));
const DOCS: Shape = Is(Kind::ExternalDocumentation);

/// The table of an object.
pub fn object(kind: Kind, version: Version) -> &'static Object {
    if version == Version::V2_0
        && let Some(table) = swagger::object(kind)
    {
        return table;
    }
    match kind {
        Kind::OpenApi => &OPEN_API,
        Kind::Info => &INFO,
        Kind::Contact => &CONTACT,
        Kind::License => &LICENSE,
        Kind::Server => &SERVER,
        Kind::ServerVariable => &SERVER_VARIABLE,
        Kind::Components => &COMPONENTS,
        Kind::Paths => &PATHS,
        Kind::PathItem => &PATH_ITEM,
        Kind::Operation => &OPERATION,
        Kind::ExternalDocumentation => &EXTERNAL_DOCUMENTATION,
        Kind::Parameter => &PARAMETER,
        Kind::RequestBody => &REQUEST_BODY,
        Kind::MediaType => &MEDIA_TYPE,
        Kind::Encoding => &ENCODING,
        Kind::Responses => &RESPONSES,
        Kind::Response => &RESPONSE,
        Kind::Callback => &CALLBACK,
        Kind::Example => &EXAMPLE,
        Kind::Link => &LINK,
        Kind::Header => &HEADER,
        Kind::Tag => &TAG,
        Kind::Discriminator => &DISCRIMINATOR,
        Kind::Xml => &XML,
        Kind::SecurityScheme => &SECURITY_SCHEME,
        Kind::OAuthFlows => &OAUTH_FLOWS,
        Kind::ImplicitFlow => &IMPLICIT_FLOW,
        Kind::PasswordFlow => &PASSWORD_FLOW,
        Kind::ClientCredentialsFlow => &CLIENT_CREDENTIALS_FLOW,
        Kind::AuthorizationCodeFlow => &AUTHORIZATION_CODE_FLOW,
        Kind::DeviceAuthorizationFlow => &DEVICE_AUTHORIZATION_FLOW,
        Kind::SecurityRequirement => &SECURITY_REQUIREMENT,
        // These are in 2.0 only.
        Kind::Items => &swagger::ITEMS,
        Kind::Scopes => &swagger::SCOPES,
        Kind::Schema if version <= V3_0 => &schema::SCHEMA_3_0,
        Kind::Schema => &schema::SCHEMA_2020_12,
    }
}

/// The field that this object does not have in a version, but has in another.
pub fn field_of_another_version(kind: Kind, name: &str, version: Version) -> Option<&'static Field> {
    // Where the fields depend on a field, one of another case is not one of another version.
    if object(kind, version).field(name).is_some() {
        return None;
    }
    match (kind, version) {
        (Kind::Schema, Version::V2_0) => {
            schema::SCHEMA_3_0.field(name).or_else(|| schema::SCHEMA_2020_12.field(name))
        }
        (Kind::Schema, _) => schema::SCHEMA_2020_12.field(name),
        (_, Version::V2_0) => object(kind, V3_0).field(name),
        _ => swagger::object(kind).and_then(|table| table.field(name)),
    }
}

/// The table of a security scheme whose `type` is known: the fields differ.
pub fn security_scheme(kind: &str) -> Option<&'static Object> {
    Some(match kind {
        "apiKey" => &API_KEY_SCHEME,
        "http" => &HTTP_SCHEME,
        "oauth2" => &OAUTH2_SCHEME,
        "openIdConnect" => &OPEN_ID_CONNECT_SCHEME,
        "mutualTLS" => &MUTUAL_TLS_SCHEME,
        _ => return None,
    })
}

static OPEN_API: Object = Object::new(
    "OpenAPI Object",
    &[
        field("openapi", Any).required(),
        field("$self", Text).since(V3_2),
        field("info", Is(Kind::Info)).required(),
        field("jsonSchemaDialect", Text).since(V3_1),
        field("servers", SERVERS),
        field("paths", Is(Kind::Paths)).required_before(V3_1),
        field("webhooks", Map(&Referable(Kind::PathItem))).since(V3_1),
        field("components", Is(Kind::Components)),
        field("security", SECURITY),
        field("tags", List(&Is(Kind::Tag))),
        field("externalDocs", DOCS),
    ],
);

static INFO: Object = Object::new(
    "Info Object",
    &[
        field("title", Text).required(),
        field("summary", Text).since(V3_1),
        field("description", Text),
        field("termsOfService", Text),
        field("contact", Is(Kind::Contact)),
        field("license", Is(Kind::License)),
        field("version", Text).required(),
    ],
);

static CONTACT: Object =
    Object::new("Contact Object", &[field("name", Text), field("url", Text), field("email", Text)]);

static LICENSE: Object = Object::new(
    "License Object",
    &[field("name", Text).required(), field("identifier", Text).since(V3_1), field("url", Text)],
);

static SERVER: Object = Object::new(
    "Server Object",
    &[
        field("url", Text).required(),
        field("description", Text),
        field("name", Text).since(V3_2),
        field("variables", Map(&Is(Kind::ServerVariable))),
    ],
);

static SERVER_VARIABLE: Object = Object::new(
    "Server Variable Object",
    &[field("enum", NonEmpty(&Text)), field("default", Text).required(), field("description", Text)],
);

static COMPONENTS: Object = Object::new(
    "Components Object",
    &[
        field("schemas", Named(&Referable(Kind::Schema))),
        field("responses", Named(&Referable(Kind::Response))),
        field("parameters", Named(&Referable(Kind::Parameter))),
        field("examples", Named(&Referable(Kind::Example))),
        field("requestBodies", Named(&Referable(Kind::RequestBody))),
        field("headers", Named(&Referable(Kind::Header))),
        field("securitySchemes", Named(&Referable(Kind::SecurityScheme))),
        field("links", Named(&Referable(Kind::Link))),
        field("callbacks", Named(&Referable(Kind::Callback))),
        field("pathItems", Named(&Referable(Kind::PathItem))).since(V3_1),
        field("mediaTypes", Named(&Referable(Kind::MediaType))).since(V3_2),
    ],
);

static PATHS: Object = Object::new("Paths Object", &[]).with_keys(Keys::Paths, Is(Kind::PathItem));

static PATH_ITEM: Object = Object::new(
    "Path Item Object",
    &[
        field("$ref", Text),
        field("summary", Text).since(V3_0),
        field("description", Text).since(V3_0),
        field("get", Is(Kind::Operation)),
        field("put", Is(Kind::Operation)),
        field("post", Is(Kind::Operation)),
        field("delete", Is(Kind::Operation)),
        field("options", Is(Kind::Operation)),
        field("head", Is(Kind::Operation)),
        field("patch", Is(Kind::Operation)),
        field("trace", Is(Kind::Operation)).since(V3_0),
        field("query", Is(Kind::Operation)).since(V3_2),
        field("additionalOperations", Map(&Is(Kind::Operation))).since(V3_2),
        field("servers", SERVERS).since(V3_0),
        field("parameters", PARAMETERS),
    ],
);

static OPERATION: Object = Object::new(
    "Operation Object",
    &[
        field("tags", List(&Text)),
        field("summary", Text),
        field("description", Text),
        field("externalDocs", DOCS),
        field("operationId", Text),
        field("consumes", Names).until(V3_0),
        field("produces", Names).until(V3_0),
        field("parameters", PARAMETERS),
        field("requestBody", Referable(Kind::RequestBody)).since(V3_0),
        field("responses", Is(Kind::Responses)).required_before(V3_1),
        field("callbacks", Map(&Referable(Kind::Callback))).since(V3_0),
        field("schemes", swagger::SCHEMES).until(V3_0),
        field("deprecated", Flag),
        field("security", SECURITY),
        field("servers", SERVERS).since(V3_0),
    ],
);

static EXTERNAL_DOCUMENTATION: Object =
    Object::new("External Documentation Object", &[field("description", Text), field("url", Text).required()]);

static PARAMETER: Object = Object::new(
    "Parameter Object",
    &[
        field("name", Text).required(),
        field(
            "in",
            Words(&[("query", V3_0), ("header", V3_0), ("path", V3_0), ("cookie", V3_0), ("querystring", V3_2)]),
        )
        .required(),
        field("description", Text),
        field("required", Flag),
        field("deprecated", Flag),
        field("allowEmptyValue", Flag),
        field("style", Words(STYLES)),
        field("explode", Flag),
        field("allowReserved", Flag),
        field("schema", Referable(Kind::Schema)),
        field("example", Any),
        field("examples", EXAMPLES),
        field("content", CONTENT),
    ],
);

const STYLES: &[(&str, Version)] = &[
    ("matrix", V3_0),
    ("label", V3_0),
    ("simple", V3_0),
    ("form", V3_0),
    ("spaceDelimited", V3_0),
    ("pipeDelimited", V3_0),
    ("deepObject", V3_0),
    ("cookie", V3_2),
];

static REQUEST_BODY: Object = Object::new(
    "Request Body Object",
    &[field("description", Text), field("content", CONTENT).required(), field("required", Flag)],
);

static MEDIA_TYPE: Object = Object::new(
    "Media Type Object",
    &[
        field("description", Text).since(V3_2),
        field("schema", Referable(Kind::Schema)),
        field("itemSchema", Referable(Kind::Schema)).since(V3_2),
        field("example", Any),
        field("examples", EXAMPLES),
        field("encoding", Map(&Is(Kind::Encoding))),
        field("prefixEncoding", List(&Is(Kind::Encoding))).since(V3_2),
        field("itemEncoding", Is(Kind::Encoding)).since(V3_2),
    ],
);

static ENCODING: Object = Object::new(
    "Encoding Object",
    &[
        field("contentType", Text),
        field("headers", HEADERS),
        field(
            "style",
            Words(&[("form", V3_0), ("spaceDelimited", V3_0), ("pipeDelimited", V3_0), ("deepObject", V3_0)]),
        ),
        field("explode", Flag),
        field("allowReserved", Flag),
        field("encoding", Map(&Is(Kind::Encoding))).since(V3_2),
        field("prefixEncoding", List(&Is(Kind::Encoding))).since(V3_2),
        field("itemEncoding", Is(Kind::Encoding)).since(V3_2),
    ],
);

static RESPONSES: Object = Object::new("Responses Object", &[field("default", Referable(Kind::Response))])
    .with_keys(Keys::StatusCodes, Referable(Kind::Response));

static RESPONSE: Object = Object::new(
    "Response Object",
    &[
        field("summary", Text).since(V3_2),
        field("description", Text).required_before(V3_2),
        field("headers", HEADERS),
        field("content", CONTENT),
        field("links", Map(&Referable(Kind::Link))),
    ],
);

static CALLBACK: Object = Object::new("Callback Object", &[]).with_keys(Keys::Any, Referable(Kind::PathItem));

static EXAMPLE: Object = Object::new(
    "Example Object",
    &[
        field("summary", Text),
        field("description", Text),
        field("value", Any),
        field("dataValue", Any).since(V3_2),
        field("serializedValue", Text).since(V3_2),
        field("externalValue", Text),
    ],
);

static LINK: Object = Object::new(
    "Link Object",
    &[
        field("operationRef", Text),
        field("operationId", Text),
        field("parameters", Map(&Any)),
        field("requestBody", Any),
        field("description", Text),
        field("server", Is(Kind::Server)),
    ],
);

static HEADER: Object = Object::new(
    "Header Object",
    &[
        field("description", Text),
        field("required", Flag),
        field("deprecated", Flag),
        field("allowEmptyValue", Flag).until(V3_1),
        field("style", Words(&[("simple", V3_0)])),
        field("explode", Flag),
        field("allowReserved", Flag).until(V3_1),
        field("schema", Referable(Kind::Schema)),
        field("example", Any),
        field("examples", EXAMPLES),
        field("content", CONTENT),
    ],
);

static TAG: Object = Object::new(
    "Tag Object",
    &[
        field("name", Text).required(),
        field("summary", Text).since(V3_2),
        field("description", Text),
        field("externalDocs", DOCS),
        field("parent", Text).since(V3_2),
        field("kind", Text).since(V3_2),
    ],
);

static DISCRIMINATOR: Object = Object::new(
    "Discriminator Object",
    &[
        field("propertyName", Text).required(),
        field("mapping", Map(&Text)),
        field("defaultMapping", Text).since(V3_2),
    ],
);

static XML: Object = Object::new(
    "XML Object",
    &[
        field(
            "nodeType",
            Words(&[("element", V3_2), ("attribute", V3_2), ("text", V3_2), ("cdata", V3_2), ("none", V3_2)]),
        )
        .since(V3_2),
        field("name", Text),
        field("namespace", Text),
        field("prefix", Text),
        field("attribute", Flag),
        field("wrapped", Flag),
    ],
);

const SCHEME_TYPES: Shape =
    Words(&[("apiKey", V3_0), ("http", V3_0), ("oauth2", V3_0), ("openIdConnect", V3_0), ("mutualTLS", V3_1)]);

/// Stands for a scheme without a known `type`.
static SECURITY_SCHEME: Object = Object::new(
    "Security Scheme Object",
    &[
        field("type", SCHEME_TYPES).required(),
        field("description", Text),
        field("name", Text),
        field("in", Text),
        field("scheme", Text),
        field("bearerFormat", Text),
        field("flows", Is(Kind::OAuthFlows)),
        field("openIdConnectUrl", Text),
        field("oauth2MetadataUrl", Text).since(V3_2),
        field("deprecated", Flag).since(V3_2),
    ],
);

static API_KEY_SCHEME: Object = Object::new(
    "Security Scheme Object of type `apiKey`",
    &[
        field("type", SCHEME_TYPES).required(),
        field("description", Text),
        field("name", Text).required(),
        field("in", Words(&[("query", V3_0), ("header", V3_0), ("cookie", V3_0)])).required(),
        field("deprecated", Flag).since(V3_2),
    ],
);

static HTTP_SCHEME: Object = Object::new(
    "Security Scheme Object of type `http`",
    &[
        field("type", SCHEME_TYPES).required(),
        field("description", Text),
        field("scheme", Text).required(),
        field("bearerFormat", Text),
        field("deprecated", Flag).since(V3_2),
    ],
);

static OAUTH2_SCHEME: Object = Object::new(
    "Security Scheme Object of type `oauth2`",
    &[
        field("type", SCHEME_TYPES).required(),
        field("description", Text),
        field("flows", Is(Kind::OAuthFlows)).required(),
        field("oauth2MetadataUrl", Text).since(V3_2),
        field("deprecated", Flag).since(V3_2),
    ],
);

static OPEN_ID_CONNECT_SCHEME: Object = Object::new(
    "Security Scheme Object of type `openIdConnect`",
    &[
        field("type", SCHEME_TYPES).required(),
        field("description", Text),
        field("openIdConnectUrl", Text).required(),
        field("deprecated", Flag).since(V3_2),
    ],
);

static MUTUAL_TLS_SCHEME: Object = Object::new(
    "Security Scheme Object of type `mutualTLS`",
    &[field("type", SCHEME_TYPES).required(), field("description", Text), field("deprecated", Flag).since(V3_2)],
);

static OAUTH_FLOWS: Object = Object::new(
    "OAuth Flows Object",
    &[
        field("implicit", Is(Kind::ImplicitFlow)),
        field("password", Is(Kind::PasswordFlow)),
        field("clientCredentials", Is(Kind::ClientCredentialsFlow)),
        field("authorizationCode", Is(Kind::AuthorizationCodeFlow)),
        field("deviceAuthorization", Is(Kind::DeviceAuthorizationFlow)).since(V3_2),
    ],
);

static IMPLICIT_FLOW: Object = Object::new(
    "OAuth Flow Object of the implicit flow",
    &[field("authorizationUrl", Text).required(), field("refreshUrl", Text), field("scopes", Map(&Text)).required()],
);

static PASSWORD_FLOW: Object = Object::new(
    "OAuth Flow Object of the password flow",
    &[field("tokenUrl", Text).required(), field("refreshUrl", Text), field("scopes", Map(&Text)).required()],
);

static CLIENT_CREDENTIALS_FLOW: Object = Object::new(
    "OAuth Flow Object of the client credentials flow",
    &[field("tokenUrl", Text).required(), field("refreshUrl", Text), field("scopes", Map(&Text)).required()],
);

static AUTHORIZATION_CODE_FLOW: Object = Object::new(
    "OAuth Flow Object of the authorization code flow",
    &[
        field("authorizationUrl", Text).required(),
        field("tokenUrl", Text).required(),
        field("refreshUrl", Text),
        field("scopes", Map(&Text)).required(),
    ],
);

static DEVICE_AUTHORIZATION_FLOW: Object = Object::new(
    "OAuth Flow Object of the device authorization flow",
    &[
        field("deviceAuthorizationUrl", Text).required().since(V3_2),
        field("tokenUrl", Text).required(),
        field("refreshUrl", Text),
        field("scopes", Map(&Text)).required(),
    ],
);

static SECURITY_REQUIREMENT: Object =
    Object::new("Security Requirement Object", &[]).with_keys(Keys::Any, List(&Text)).closed();

/// The methods that a path item has a field for, in the order of the specification.
pub const METHODS: [&str; 9] = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];
