//! `openapi/example-without-value`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::structure::shape::Kind;
use architect_document::Value;

declare_rule! {
    /// ## What it finds
    /// An example object that has no value.
    ///
    /// ## Why it matters
    /// It shows nothing. Most often the value stands directly under the name, without `value`.
    ///
    /// ## Bad
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// servers:
    ///   - url: https://api.example.org
    /// components:
    ///   examples:
    ///     Order:
    ///       summary: An order
    /// ```
    /// ## Good
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// servers:
    ///   - url: https://api.example.org
    /// components:
    ///   examples:
    ///     Order:
    ///       summary: An order
    ///       value:
    ///         id: A1
    /// ```
    /// ## Limits
    /// Two values at once are `openapi/exclusive-fields`.
    pub ExampleWithoutValue {
        id: "openapi/example-without-value",
        severity: Warning,
        since: "0.1.0",
        aliases: ["spectral:oas3-examples-value-or-externalValue", "vacuum:oas3-example-external-check", "oasdiff:value-or-external-value-required"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for ExampleWithoutValue {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let values = ["value", "externalValue", "dataValue", "serializedValue"];
        for example in api.objects(Kind::Example) {
            let is_map = matches!(api.document.value(example), Value::Map(_));
            if is_map
                && api.target(example).is_none()
                && !values.iter().any(|field| api.get(example, field).is_some())
            {
                sink.push(
                    Finding::of::<Self>(api.key_span(example))
                        .message("the example has no value")
                        .subject(example)
                        .help("Put what it shows below `value`."),
                );
            }
        }
    }
}
