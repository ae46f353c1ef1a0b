//! `openapi/enum-type-mismatch`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::api::schema::Types;
use architect_document::Value;

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
        aliases: ["spectral:typed-enum", "redocly:no-enum-type-mismatch", "vacuum:typed-enum"],
        references: [("JSON Schema 2020-12 Validation, 6.1 Validation Keywords for Any Instance Type", "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.1")],
    }
}

impl Rule<Api> for EnumTypeMismatch {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let document = &api.document;
        for schema in api.described() {
            let (Some(list), Some(types)) = (api.get(schema, "enum"), api.types(schema)) else { continue };
            let declared = api.get(schema, "type");
            let words = declared.map_or(&[][..], |declared| document.items(declared)).iter().chain(declared.iter());
            let words: Vec<&str> = words.filter_map(|word| document.string(*word)).collect();
            for item in document.items(list) {
                let value = document.value(*item);
                if types.covers(Types::of_value(value)) || value == Value::Unread {
                    continue;
                }
                let finding = Finding::of::<Self>(api.span(*item))
                    // Without the value, so that what repeats can be told once.
                    .message(format!(
                        "this value of `enum` is {}, but the type is {}",
                        value.describe(),
                        words.join(" or ")
                    ))
                    .subject(list);
                sink.push(if value == Value::Null {
                    finding.help("Allow null in the type too, or take it from the list.")
                } else {
                    finding
                });
            }
        }
    }
}
