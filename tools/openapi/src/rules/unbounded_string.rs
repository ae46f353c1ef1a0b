//! `openapi/unbounded-string`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::api::schema::Types;

declare_rule! {
    /// ## What it finds
    /// A string in what clients may send without `maxLength`, `enum` or `const`.
    ///
    /// ## Why it matters
    /// One field may be as large as it likes, and is kept, logged and searched.
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
    ///                 note:
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
    ///                 note:
    ///                   type: string
    ///                   maxLength: 500
    ///       responses:
    ///         "201":
    ///           description: Created
    ///         "400":
    ///           description: Not accepted
    /// ```
    /// ## Limits
    /// Formats that bound the length themselves are enough: `date`, `date-time`, `time`, `uuid`, `ipv4`, `ipv6`. What
    /// only responses use is left alone: the server decides on that. Off by default: runs when it is selected, and with
    /// `review: owasp`.
    pub UnboundedString {
        id: "openapi/unbounded-string",
        severity: Error,
        since: "0.1.0",
        default: false,
        aliases: ["owasp:api4:2023-string-limit", "vacuum:owasp-string-limit", "ibm:ibm-string-attributes"],
        references: [("OWASP API Security Top 10 2023, API4 Unrestricted Resource Consumption", "https://owasp.org/API-Security/editions/2023/en/0xa4-unrestricted-resource-consumption/")],
    }
}

impl Rule<Api> for UnboundedString {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let answered = api.answered_schemas();
        for schema in api.described().filter(|schema| !answered.contains(schema)) {
            let is_text = api.types(schema).is_some_and(|types| types.meets(Types::STRING));
            let format = api.document.get_string(schema, "format").unwrap_or_default();
            let bounded = ["maxLength", "enum", "const"].iter().any(|keyword| api.get(schema, keyword).is_some());
            if is_text && !bounded && !["date", "date-time", "time", "uuid", "ipv4", "ipv6"].contains(&format) {
                sink.push(
                    Finding::of::<Self>(api.described_span(schema))
                        .message("the string may be of any length: `maxLength` is missing")
                        .subject(schema),
                );
            }
        }
    }
}
