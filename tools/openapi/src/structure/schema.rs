//! The Schema Object: the dialect of OpenAPI 3.0, and JSON Schema 2020-12 with OpenAPI's base vocabulary for 3.1 on.

use super::shape::{Kind, Object, Shape, field};
use crate::version::Version::{V3_0, V3_1};
use Shape::{
    Any, Count, Flag, List, Map, Names, NonEmpty, Number, Object as Is, Positive, Referable, SchemaOrFlag, Text,
};

const SCHEMA: Shape = Referable(Kind::Schema);
const SCHEMAS: Shape = List(&SCHEMA);
const PROPERTIES: Shape = Map(&SCHEMA);

/// The schema of OpenAPI 3.0: these keywords and no others.
pub static SCHEMA_3_0: Object = Object::new(
    "Schema Object",
    &[
        field("title", Text),
        field("description", Text),
        field(
            "type",
            Shape::Words(&[
                ("array", V3_0),
                ("boolean", V3_0),
                ("integer", V3_0),
                ("number", V3_0),
                ("object", V3_0),
                ("string", V3_0),
            ]),
        ),
        field("format", Text),
        field("nullable", Flag).since(V3_0),
        field("enum", List(&Any)),
        field("default", Any),
        field("multipleOf", Positive),
        field("maximum", Number),
        field("exclusiveMaximum", Flag),
        field("minimum", Number),
        field("exclusiveMinimum", Flag),
        field("maxLength", Count),
        field("minLength", Count),
        field("pattern", Text),
        field("items", SCHEMA),
        field("maxItems", Count),
        field("minItems", Count),
        field("uniqueItems", Flag),
        field("properties", PROPERTIES),
        field("additionalProperties", SchemaOrFlag),
        field("required", Names),
        field("maxProperties", Count),
        field("minProperties", Count),
        field("allOf", SCHEMAS),
        field("oneOf", SCHEMAS).since(V3_0),
        field("anyOf", SCHEMAS).since(V3_0),
        field("not", SCHEMA).since(V3_0),
        field("discriminator", Is(Kind::Discriminator)),
        field("readOnly", Flag),
        field("writeOnly", Flag).since(V3_0),
        field("deprecated", Flag).since(V3_0),
        field("xml", Is(Kind::Xml)),
        field("externalDocs", Is(Kind::ExternalDocumentation)),
        field("example", Any),
    ],
);

/// The schema of OpenAPI 3.1 and 3.2. Other keywords are legal here: JSON Schema calls them annotations.
pub static SCHEMA_2020_12: Object = Object::new(
    "Schema Object",
    &[
        field("$id", Text).since(V3_1),
        field("$schema", Text).since(V3_1),
        field("$anchor", Text).since(V3_1),
        field("$dynamicAnchor", Text).since(V3_1),
        field("$ref", Text),
        field("$dynamicRef", Text).since(V3_1),
        field("$comment", Text).since(V3_1),
        field("$defs", PROPERTIES).since(V3_1),
        field("$vocabulary", Map(&Flag)).since(V3_1),
        field("title", Text),
        field("description", Text),
        field("type", Shape::Types),
        field("format", Text),
        field("enum", List(&Any)),
        field("const", Any).since(V3_1),
        field("default", Any),
        field("multipleOf", Positive),
        field("maximum", Number),
        field("exclusiveMaximum", Number),
        field("minimum", Number),
        field("exclusiveMinimum", Number),
        field("maxLength", Count),
        field("minLength", Count),
        field("pattern", Text),
        field("items", SCHEMA),
        field("prefixItems", NonEmpty(&SCHEMA)).since(V3_1),
        field("contains", SCHEMA).since(V3_1),
        field("minContains", Count).since(V3_1),
        field("maxContains", Count).since(V3_1),
        field("maxItems", Count),
        field("minItems", Count),
        field("uniqueItems", Flag),
        field("unevaluatedItems", SCHEMA).since(V3_1),
        field("properties", PROPERTIES),
        field("patternProperties", PROPERTIES).since(V3_1),
        field("additionalProperties", SCHEMA),
        field("unevaluatedProperties", SCHEMA).since(V3_1),
        field("propertyNames", SCHEMA).since(V3_1),
        field("required", Names),
        field("dependentRequired", Map(&Names)).since(V3_1),
        field("dependentSchemas", PROPERTIES).since(V3_1),
        field("maxProperties", Count),
        field("minProperties", Count),
        field("allOf", NonEmpty(&SCHEMA)),
        field("oneOf", NonEmpty(&SCHEMA)),
        field("anyOf", NonEmpty(&SCHEMA)),
        field("not", SCHEMA),
        field("if", SCHEMA).since(V3_1),
        field("then", SCHEMA).since(V3_1),
        field("else", SCHEMA).since(V3_1),
        field("contentEncoding", Text).since(V3_1),
        field("contentMediaType", Text).since(V3_1),
        field("contentSchema", SCHEMA).since(V3_1),
        field("discriminator", Is(Kind::Discriminator)),
        field("readOnly", Flag),
        field("writeOnly", Flag),
        field("deprecated", Flag),
        field("xml", Is(Kind::Xml)),
        field("externalDocs", Is(Kind::ExternalDocumentation)),
        field("example", Any),
        field("examples", List(&Any)).since(V3_1),
    ],
);

/// Keywords of earlier drafts that 2020-12 reads as annotations, and what to write instead.
pub const DROPPED_KEYWORDS: [(&str, &str); 4] = [
    ("nullable", "add `\"null\"` to the list of types: `type: [string, \"null\"]`"),
    ("definitions", "use `$defs`, or the document's `components`"),
    ("dependencies", "use `dependentRequired` or `dependentSchemas`"),
    ("additionalItems", "use `items` behind `prefixItems`"),
];

/// The words that `type` may be in JSON Schema.
pub const TYPES: [&str; 7] = ["array", "boolean", "integer", "null", "number", "object", "string"];
