//! `openapi/enum-type-mismatch`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::document::{Value, number};

declare_rule! {
    /// ## What it finds
    /// A value of an `enum` that is not of the schema's type.
    ///
    /// ## Why it matters
    /// No value can ever match it.
    ///
    /// ## Bad
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// webhooks:
    ///   ordered:
    ///     post:
    ///       operationId: ordered
    ///       requestBody:
    ///         content:
    ///           application/json:
    ///             schema:
    ///               type: string
    ///               enum: [1, 2]
    ///       responses:
    ///         "200":
    ///           description: Received
    /// ```
    /// ## Good
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// webhooks:
    ///   ordered:
    ///     post:
    ///       operationId: ordered
    ///       requestBody:
    ///         content:
    ///           application/json:
    ///             schema:
    ///               type: string
    ///               enum: ["1", "2"]
    ///       responses:
    ///         "200":
    ///           description: Received
    /// ```
    /// ## Limits
    /// In OpenAPI 3.0, null is let through where the schema is `nullable`.
    pub EnumTypeMismatch {
        id: "openapi/enum-type-mismatch",
        severity: Warning,
        since: "0.1.0",
        aliases: ["spectral:typed-enum", "redocly:no-enum-type-mismatch"],
        references: [("JSON Schema 2020-12 Validation, 6.1 Validation Keywords for Any Instance Type", "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.1")],
    }
}

impl Rule<Api> for EnumTypeMismatch {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let document = &api.document;
        for schema in api.schemas() {
            let (Some(list), Some(types)) = (api.get(schema, "enum"), api.get(schema, "type")) else { continue };
            let mut words: Vec<&str> =
                document.items(types).iter().filter_map(|item| document.string(*item)).collect();
            words.extend(document.string(types));
            let nullable = document.get(schema, "nullable").and_then(|value| document.boolean(value)) == Some(true);
            if words.is_empty() {
                continue;
            }
            for item in document.items(list) {
                let value = document.value(*item);
                if (nullable && value == Value::Null) || words.iter().any(|word| fits(value, word)) {
                    continue;
                }
                let written = document.raw(*item);
                let shown: String = written.chars().take(60).collect();
                sink.push(
                    Finding::of::<Self>(api.span(*item))
                        .message(format!(
                            "the value `{shown}` of `enum` is {}, but the type is {}",
                            value.describe(),
                            words.join(" or ")
                        ))
                        .subject(api.pointer(list)),
                );
            }
        }
    }
}

/// Whether a value is of a type. A type that is not known fits everything: it is a finding of its own.
fn fits(value: Value<'_>, word: &str) -> bool {
    match word {
        "string" => matches!(value, Value::String(_)),
        "boolean" => matches!(value, Value::Bool(_)),
        "number" => matches!(value, Value::Number(_)),
        "integer" => match value {
            Value::Number(text) => {
                number(text).and_then(|number| number.as_f64()).is_some_and(|number| number.fract() == 0.0)
            }
            _ => false,
        },
        "null" => value == Value::Null,
        "array" => matches!(value, Value::List(_)),
        "object" => matches!(value, Value::Map(_)),
        _ => true,
    }
}
