//! `openapi/empty-range`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::document::{Value, number};

declare_rule! {
    /// ## What it finds
    /// A lower bound above its upper bound: `minimum` and `maximum`, `minLength` and `maxLength`, `minItems` and `maxItems`,
    /// `minProperties` and `maxProperties`.
    ///
    /// ## Why it matters
    /// No value fits.
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
    ///               type: integer
    ///               minimum: 10
    ///               maximum: 1
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
    ///               type: integer
    ///               minimum: 1
    ///               maximum: 10
    ///       responses:
    ///         "200":
    ///           description: Received
    /// ```
    pub EmptyRange {
        id: "openapi/empty-range",
        severity: Error,
        since: "0.1.0",
        aliases: [],
        references: [("JSON Schema 2020-12 Validation, 6 A Vocabulary for Structural Validation", "https://json-schema.org/draft/2020-12/json-schema-validation#section-6")],
    }
}

impl Rule<Api> for EmptyRange {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let document = &api.document;
        for schema in api.described() {
            for (low, high) in BOUNDS {
                let bound = |name| {
                    let entry = document.entry(schema, name)?;
                    match document.value(entry.value) {
                        Value::Number(text) => Some((entry.value, number(text)?.as_f64()?)),
                        _ => None,
                    }
                };
                let (Some((at, least)), Some((_, most))) = (bound(low), bound(high)) else { continue };
                if least > most {
                    sink.push(
                        Finding::of::<Self>(api.span(at))
                            .message(format!("`{low}` is {least}, above `{high}`, which is {most}"))
                            .subject(api.pointer(schema)),
                    );
                }
            }
        }
    }
}

const BOUNDS: [(&str, &str); 5] = [
    ("minimum", "maximum"),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
    ("minContains", "maxContains"),
];
