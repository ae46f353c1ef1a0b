//! `openapi/unanchored-pattern`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;

declare_rule! {
    /// ## What it finds
    /// A `pattern` that does not begin with `^` and end with `$`.
    ///
    /// ## Why it matters
    /// A pattern matches anywhere in the text: `[0-9]{5}` also lets `12345; DROP TABLE` through.
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
    ///                 code:
    ///                   type: string
    ///                   pattern: "[0-9]{5}"
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
    ///                 code:
    ///                   type: string
    ///                   pattern: "^[0-9]{5}$"
    ///       responses:
    ///         "201":
    ///           description: Created
    ///         "400":
    ///           description: Not accepted
    /// ```
    /// ## Limits
    /// Of a pattern with alternatives only the beginning and the end of the whole text are looked at. Off by default:
    /// some patterns are meant to match a part.
    pub UnanchoredPattern {
        id: "openapi/unanchored-pattern",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["ibm:ibm-anchored-patterns"],
        references: [("JSON Schema 2020-12, 6.4 Regular Expressions", "https://json-schema.org/draft/2020-12/json-schema-core#section-6.4")],
    }
}

impl Rule<Api> for UnanchoredPattern {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for schema in api.described() {
            let Some(value) = api.get(schema, "pattern") else { continue };
            let Some(pattern) = api.document.string(value) else { continue };
            let open = pattern.trim_start_matches("(?:").trim_start_matches('(');
            let close = pattern.trim_end_matches(')');
            let is_anchored = open.starts_with('^') && close.ends_with('$') && !close.ends_with("\\$");
            if !is_anchored {
                sink.push(
                    Finding::of::<Self>(api.span(value))
                        .message("the pattern also matches texts of which only a part fits")
                        .subject(schema)
                        .help("Begin it with `^` and end it with `$`."),
                );
            }
        }
    }
}
