//! `openapi/duplicate-enum-value`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use std::collections::HashMap;

use crate::document::{NodeId, Value};

declare_rule! {
    /// ## What it finds
    /// A value that stands twice in an `enum`.
    ///
    /// ## Why it matters
    /// Generators make two constants of one name, or stop.
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
    ///               enum: [open, paid, open]
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
    ///               enum: [open, paid]
    ///       responses:
    ///         "200":
    ///           description: Received
    /// ```
    pub DuplicateEnumValue {
        id: "openapi/duplicate-enum-value",
        severity: Warning,
        since: "0.1.0",
        aliases: ["spectral:duplicated-entry-in-enum", "redocly:no-duplicated-enum-values", "vacuum:duplicated-entry-in-enum", "oasdiff:duplicate-enum-value"],
        references: [("JSON Schema 2020-12 Validation, 6.1.2 enum", "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.1.2")],
    }
}

impl Rule<Api> for DuplicateEnumValue {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let document = &api.document;
        for schema in api.described() {
            let Some(list) = api.get(schema, "enum") else { continue };
            let mut known: HashMap<String, NodeId> = HashMap::new();
            let mut repeated = Vec::new();
            for item in document.items(list) {
                let Some(text) = text(document.value(*item)) else { continue };
                match known.get(&text) {
                    Some(first) => repeated.push((text, *first, *item)),
                    None => {
                        known.insert(text, *item);
                    }
                }
            }
            let Some((text, first, second)) = repeated.first() else { continue };
            let others = match repeated.len() {
                1 => String::new(),
                more => format!(", and {} more repeat others", more - 1),
            };
            let mut finding = Finding::of::<Self>(api.key_span(list))
                .message(format!("the value {text} stands in `enum` twice{others}"))
                .subject(list)
                .related(api.span(*first), "the first one")
                .related(api.span(*second), "the second one");
            for (text, _, item) in repeated.iter().skip(1) {
                finding = finding.related(api.span(*item), format!("{text} again"));
            }
            sink.push(finding);
        }
    }
}

/// A scalar as JSON writes it; lists and objects are not compared.
fn text(value: Value<'_>) -> Option<String> {
    match value {
        Value::Null => Some("null".to_owned()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Number(text) => Some(text.to_owned()),
        Value::String(text) => Some(serde_json::Value::from(text).to_string()),
        Value::List(_) | Value::Map(_) | Value::Unread => None,
    }
}
