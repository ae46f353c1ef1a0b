//! `openapi/missing-type`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;

declare_rule! {
    /// ## What it finds
    /// A schema that has keywords for values, but no `type`.
    ///
    /// ## Why it matters
    /// Keywords such as `properties` judge only values of their own type, so that every other value fits; generators
    /// guess.
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
    ///               properties:
    ///                 total:
    ///                   type: number
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
    ///                 total:
    ///                   type: number
    ///       responses:
    ///         "201":
    ///           description: Created
    ///         "400":
    ///           description: Not accepted
    /// ```
    /// ## Limits
    /// Schemas with `$ref`, `enum`, `const`, `not` or a composition are not reported: the type may come from there. A
    /// schema without any such keyword stands for any value and is left alone. A part of an `allOf`, `oneOf` or `anyOf`
    /// is reported only if it has keywords of its own.
    ///
    /// Off by default: many documents leave the type to the reader.
    pub MissingType {
        id: "openapi/missing-type",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["vacuum:oas-missing-type", "ibm:ibm-schema-type"],
        references: [("JSON Schema 2020-12 Validation, 6.1.1 type", "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.1.1")],
    }
}

impl Rule<Api> for MissingType {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for schema in api.described() {
            let has = |keyword: &&str| api.document.entry(schema, keyword).is_some();
            if TYPED.iter().any(&has) || !JUDGING.iter().any(has) {
                continue;
            }
            sink.push(
                Finding::of::<Self>(api.key_span(schema))
                    .message("the schema has keywords for values, but no `type`")
                    .subject(schema),
            );
        }
    }
}

/// Keywords that say or may say of which type a value is.
const TYPED: [&str; 9] = ["type", "$ref", "$dynamicRef", "enum", "const", "not", "allOf", "oneOf", "anyOf"];
const JUDGING: [&str; 19] = [
    "format",
    "properties",
    "patternProperties",
    "additionalProperties",
    "required",
    "maxProperties",
    "minProperties",
    "items",
    "prefixItems",
    "maxItems",
    "minItems",
    "uniqueItems",
    "maximum",
    "minimum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
];
