//! `openapi/duplicate-enum-value`

use architect_core::{Finding, Rule, Sink, declare_rule};
use foldhash::fast::RandomState;

use crate::api::Api;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

use architect_document::{NodeId, Value};

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
            let mut known: HashMap<Scalar<'_>, NodeId, RandomState> = HashMap::default();
            let mut repeated = Vec::new();
            for item in document.items(list) {
                let Some(value) = scalar(document.value(*item)) else { continue };
                match known.entry(value) {
                    Entry::Occupied(first) => repeated.push((text(value), *first.get(), *item)),
                    Entry::Vacant(place) => {
                        place.insert(*item);
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

/// A value that is compared.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Scalar<'d> {
    String(&'d str),
    /// Any other, as JSON writes it.
    Other(&'d str),
}

/// Lists and objects are not compared.
fn scalar(value: Value<'_>) -> Option<Scalar<'_>> {
    Some(match value {
        Value::Null => Scalar::Other("null"),
        Value::Bool(true) => Scalar::Other("true"),
        Value::Bool(false) => Scalar::Other("false"),
        Value::Number(text) => Scalar::Other(text),
        Value::String(text) => Scalar::String(text),
        Value::List(_) | Value::Map(_) | Value::Unread => return None,
    })
}

/// A value as JSON writes it.
fn text(value: Scalar<'_>) -> String {
    match value {
        Scalar::String(text) => serde_json::Value::from(text).to_string(),
        Scalar::Other(text) => text.to_owned(),
    }
}
