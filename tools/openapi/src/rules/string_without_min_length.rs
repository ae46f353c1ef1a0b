//! `openapi/string-without-min-length`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::api::schema::Types;

declare_rule! {
    /// ## What it finds
    /// A required property that is a string and has no `minLength`.
    ///
    /// ## Why it matters
    /// That it is required does not mean that it is filled: the empty text passes.
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
    ///               required: [name]
    ///               properties:
    ///                 name:
    ///                   type: string
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
    ///               required: [name]
    ///               properties:
    ///                 name:
    ///                   type: string
    ///                   minLength: 1
    ///       responses:
    ///         "201":
    ///           description: Created
    ///         "400":
    ///           description: Not accepted
    /// ```
    /// ## Limits
    /// Properties with `enum`, `const`, `pattern` or `format` are left alone. Off by default: an empty text is often
    /// fine.
    pub StringWithoutMinLength {
        id: "openapi/string-without-min-length",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["redocly:required-string-property-missing-min-length"],
        references: [("JSON Schema 2020-12 Validation, 6.3.2 minLength", "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.3.2")],
    }
}

impl Rule<Api> for StringWithoutMinLength {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let bounded = ["minLength", "enum", "const", "pattern", "format"];
        for schema in api.schemas() {
            let (Some(required), Some(properties)) = (api.get(schema, "required"), api.get(schema, "properties"))
            else {
                continue;
            };
            for name in api.document.items(required).iter().filter_map(|name| api.document.string(*name)) {
                let Some(entry) = api.document.entry(properties, name) else { continue };
                let Some(property) = api.follow(entry.value) else { continue };
                let is_text = api.types(property) == Some(Types::STRING);
                if is_text && !bounded.iter().any(|keyword| api.get(property, keyword).is_some()) {
                    sink.push(
                        Finding::of::<Self>(api.span(entry.key))
                            .message("the property is required, but may be the empty text")
                            .subject(entry.value),
                    );
                }
            }
        }
    }
}
