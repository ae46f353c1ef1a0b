//! `openapi/unrestricted-string`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::api::schema::Types;

declare_rule! {
    /// ## What it finds
    /// A string in what clients may send without `format`, `pattern`, `enum` or `const`.
    ///
    /// ## Why it matters
    /// Any text is taken: control characters, markup, a megabyte of blanks. What is expected stays unsaid.
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
    ///                   pattern: "^[A-Z]{3}$"
    ///       responses:
    ///         "201":
    ///           description: Created
    ///         "400":
    ///           description: Not accepted
    /// ```
    /// ## Limits
    /// `contentEncoding` and `contentMediaType` count as a format. What only responses use is left alone. Free text is
    /// often right. Off by default: runs when it is selected, and with `review: owasp`.
    pub UnrestrictedString {
        id: "openapi/unrestricted-string",
        severity: Warning,
        since: "0.1.0",
        default: false,
        aliases: ["owasp:api4:2023-string-restricted", "vacuum:owasp-string-restricted", "ibm:ibm-string-attributes"],
        references: [("OWASP API Security Top 10 2023, API4 Unrestricted Resource Consumption", "https://owasp.org/API-Security/editions/2023/en/0xa4-unrestricted-resource-consumption/")],
    }
}

impl Rule<Api> for UnrestrictedString {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let answered = api.answered_schemas();
        let restricting = ["format", "pattern", "enum", "const", "contentEncoding", "contentMediaType"];
        for schema in api.described().filter(|schema| !answered.contains(schema)) {
            let is_text = api.types(schema).is_some_and(|types| types.meets(Types::STRING));
            if is_text && !restricting.iter().any(|keyword| api.get(schema, keyword).is_some()) {
                sink.push(
                    Finding::of::<Self>(api.described_span(schema))
                        .message("the string may be any text: `format`, `pattern`, `enum` and `const` are missing")
                        .subject(schema),
                );
            }
        }
    }
}
