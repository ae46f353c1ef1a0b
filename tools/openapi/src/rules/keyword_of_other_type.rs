//! `openapi/keyword-of-other-type`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::api::schema::Types;

declare_rule! {
    /// ## What it finds
    /// A keyword that judges values of a type which the schema does not allow: `maxLength` beside `type: integer`,
    /// `items` beside `type: object`.
    ///
    /// ## Why it matters
    /// It has no effect. Most often the type is wrong, or the keyword of the other type was meant: `maximum`,
    /// `maxItems`.
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
    ///                 quantity:
    ///                   type: integer
    ///                   maxLength: 3
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
    ///                 quantity:
    ///                   type: integer
    ///                   maximum: 999
    ///       responses:
    ///         "201":
    ///           description: Created
    ///         "400":
    ///           description: Not accepted
    /// ```
    /// ## Limits
    /// A schema without `type`, or of several types of which one fits, is not reported; nor are types that come from
    /// another part of an `allOf`.
    pub KeywordOfOtherType {
        id: "openapi/keyword-of-other-type",
        severity: Warning,
        since: "0.1.0",
        aliases: ["redocly:no-schema-type-mismatch", "vacuum:oas-schema-check"],
        references: [("JSON Schema 2020-12 Validation, 6 A Vocabulary for Structural Validation", "https://json-schema.org/draft/2020-12/json-schema-validation#section-6")],
    }
}

impl Rule<Api> for KeywordOfOtherType {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for schema in api.described() {
            let Some(types) = api.types(schema) else { continue };
            for entry in api.document.entries(schema) {
                let keyword = api.document.key(entry.key);
                let Some((_, judged)) = KEYWORDS.iter().find(|(known, _)| *known == keyword) else { continue };
                if !types.meets(*judged) {
                    let what = if *judged == Types::NUMBER { "numbers" } else { plural(*judged) };
                    let meant = counterpart(keyword, types).filter(|meant| api.get(schema, meant).is_none());
                    sink.push(
                        Finding::of::<Self>(api.span(entry.key))
                            .message(format!("`{keyword}` judges {what}, which the type of this schema leaves out"))
                            .subject(schema)
                            .help(match meant {
                                Some(meant) => {
                                    format!("Write `{meant}` if that is meant, or remove it, or mend the type.")
                                }
                                None => "Remove it, or mend the type.".to_owned(),
                            }),
                    );
                }
            }
        }
    }
}

/// The keyword that bounds values of the only type that a schema has, in the place of one that bounds others.
fn counterpart(keyword: &str, types: Types) -> Option<&'static str> {
    let of_type = [Types::NUMBER, Types::STRING, Types::ARRAY, Types::OBJECT];
    let column = of_type.iter().position(|only| only.covers(types.without(Types::NULL)))?;
    BOUNDS.iter().find(|bounds| bounds.contains(&keyword))?.get(column).copied()
}

/// The least and the most of numbers, strings, lists and objects.
const BOUNDS: [[&str; 4]; 2] =
    [["minimum", "minLength", "minItems", "minProperties"], ["maximum", "maxLength", "maxItems", "maxProperties"]];

fn plural(types: Types) -> &'static str {
    match types {
        Types::STRING => "strings",
        Types::ARRAY => "lists",
        _ => "objects",
    }
}

/// Keywords that judge values of one type only.
const KEYWORDS: [(&str, Types); 24] = [
    ("maximum", Types::NUMBER),
    ("minimum", Types::NUMBER),
    ("exclusiveMaximum", Types::NUMBER),
    ("exclusiveMinimum", Types::NUMBER),
    ("multipleOf", Types::NUMBER),
    ("maxLength", Types::STRING),
    ("minLength", Types::STRING),
    ("pattern", Types::STRING),
    ("items", Types::ARRAY),
    ("prefixItems", Types::ARRAY),
    ("contains", Types::ARRAY),
    ("maxItems", Types::ARRAY),
    ("minItems", Types::ARRAY),
    ("uniqueItems", Types::ARRAY),
    ("unevaluatedItems", Types::ARRAY),
    ("properties", Types::OBJECT),
    ("patternProperties", Types::OBJECT),
    ("additionalProperties", Types::OBJECT),
    ("unevaluatedProperties", Types::OBJECT),
    ("propertyNames", Types::OBJECT),
    ("maxProperties", Types::OBJECT),
    ("minProperties", Types::OBJECT),
    ("dependentRequired", Types::OBJECT),
    ("dependentSchemas", Types::OBJECT),
];
