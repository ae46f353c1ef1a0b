//! `openapi/single-part`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::version::Version;

declare_rule! {
    /// ## What it finds
    /// An `allOf`, `oneOf` or `anyOf` with one schema in it.
    ///
    /// ## Why it matters
    /// It says no more than the schema itself, and generators make a type of its own for it.
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
    ///                 payment:
    ///                   oneOf:
    ///                     - type: string
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
    ///                 payment:
    ///                   type: string
    ///       responses:
    ///         "201":
    ///           description: Created
    ///         "400":
    ///           description: Not accepted
    /// ```
    /// ## Limits
    /// In OpenAPI 3.0 and before, `allOf` with one `$ref` is the only way to put a description beside a reference, and
    /// is left alone where there is something beside it. Off by default: it does no harm.
    pub SinglePart {
        id: "openapi/single-part",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["vacuum:no-unnecessary-combinator", "ibm:ibm-no-superfluous-allof", "redocly:no-illogical-composition-keywords"],
        references: [("JSON Schema 2020-12, 10.2.1 Keywords for Applying Subschemas With Logic", "https://json-schema.org/draft/2020-12/json-schema-core#section-10.2.1")],
    }
}

impl Rule<Api> for SinglePart {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for schema in api.schemas() {
            for keyword in ["allOf", "oneOf", "anyOf"] {
                let Some(list) = api.get(schema, keyword) else { continue };
                let [only] = api.document.items(list) else { continue };
                let describes = keyword == "allOf"
                    && api.version < Some(Version::V3_1)
                    && api.target(*only).is_some()
                    && api.document.entries(schema).len() > 1;
                if !describes {
                    sink.push(
                        Finding::of::<Self>(api.key_span(list))
                            .message(format!("`{keyword}` holds one schema, and says no more than that"))
                            .subject(schema),
                    );
                }
            }
        }
    }
}
