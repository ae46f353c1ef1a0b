//! `openapi/format-of-other-type`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::api::schema::Types;

declare_rule! {
    /// ## What it finds
    /// A `format` that describes values of another type than the schema allows: `date-time` beside `type: integer`.
    ///
    /// ## Why it matters
    /// It has no effect, and readers do not know which of the two is meant: a timestamp in seconds, or one in words.
    ///
    /// ## Bad
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// servers:
    ///   - url: https://api.example.org
    /// paths:
    ///   /orders:
    ///     post:
    ///       operationId: createOrder
    ///       requestBody:
    ///         content:
    ///           application/json:
    ///             schema:
    ///               type: object
    ///               properties:
    ///                 ordered_at:
    ///                   type: integer
    ///                   format: date-time
    ///       responses:
    ///         "201":
    ///           description: Created
    ///         "400":
    ///           description: Not accepted
    /// ```
    ///
    /// ## Good
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// servers:
    ///   - url: https://api.example.org
    /// paths:
    ///   /orders:
    ///     post:
    ///       operationId: createOrder
    ///       requestBody:
    ///         content:
    ///           application/json:
    ///             schema:
    ///               type: object
    ///               properties:
    ///                 ordered_at:
    ///                   type: string
    ///                   format: date-time
    ///       responses:
    ///         "201":
    ///           description: Created
    ///         "400":
    ///           description: Not accepted
    /// ```
    /// ## Limits
    /// Only formats of the registry are known; any other says what its author likes. `int64` and `decimal` may be
    /// strings. Where the registry gives a format for numbers and the type is a whole number, it is not reported.
    pub FormatOfOtherType {
        id: "openapi/format-of-other-type",
        severity: Warning,
        since: "0.1.0",
        aliases: ["oasdiff:type-format-mismatch", "ibm:ibm-schema-type-format"],
        references: [("OpenAPI Format Registry", "https://spec.openapis.org/registry/format/")],
    }
}

impl Rule<Api> for FormatOfOtherType {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for schema in api.described() {
            let Some(value) = api.get(schema, "format") else { continue };
            let Some(format) = api.document.string(value) else { continue };
            let (Some(types), Some(described)) = (api.types(schema), described(format)) else { continue };
            if types.meets(described) {
                continue;
            }
            sink.push(
                Finding::of::<Self>(api.span(value))
                    .confidence(if described == Types::STRING { Confidence::High } else { Confidence::Medium })
                    .message(format!(
                        "the format `{format}` describes values of another type than this schema allows"
                    ))
                    .subject(schema),
            );
        }
    }
}

/// The types whose values a format of the registry describes.
fn described(format: &str) -> Option<Types> {
    const TEXTS: [&str; 24] = [
        "base64url",
        "binary",
        "byte",
        "char",
        "commonmark",
        "date",
        "date-time",
        "duration",
        "email",
        "hostname",
        "html",
        "idn-email",
        "idn-hostname",
        "ipv4",
        "ipv6",
        "iri",
        "json-pointer",
        "media-range",
        "password",
        "regex",
        "time",
        "uri",
        "uri-reference",
        "uuid",
    ];
    Some(match format {
        "int64" | "uint64" | "decimal" | "decimal128" => Types::NUMBER.or(Types::STRING),
        "int8" | "int16" | "int32" | "uint8" | "uint16" | "uint32" | "double" | "float" | "double-int" => {
            Types::NUMBER
        }
        _ if TEXTS.contains(&format) => Types::STRING,
        _ => return None,
    })
}
