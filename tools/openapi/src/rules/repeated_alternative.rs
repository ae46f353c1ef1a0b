//! `openapi/repeated-alternative`

use std::collections::HashMap;

use architect_core::{Finding, Rule, Severity, Sink, declare_rule};

use crate::api::Api;
use architect_document::NodeId;

declare_rule! {
    /// ## What it finds
    /// The same schema twice in one `oneOf`, `anyOf` or `allOf`: by the same `$ref`, or word for word.
    ///
    /// ## Why it matters
    /// With `oneOf` no value can ever fit it, since it always fits twice. Elsewhere the second one has no effect.
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
    ///                     - $ref: "#/components/schemas/Card"
    ///                     - $ref: "#/components/schemas/Card"
    ///       responses:
    ///         "201":
    ///           description: Created
    ///         "400":
    ///           description: Not accepted
    /// components:
    ///   schemas:
    ///     Card:
    ///       type: object
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
    ///                   oneOf:
    ///                     - $ref: "#/components/schemas/Card"
    ///                     - $ref: "#/components/schemas/Transfer"
    ///       responses:
    ///         "201":
    ///           description: Created
    ///         "400":
    ///           description: Not accepted
    /// components:
    ///   schemas:
    ///     Card:
    ///       type: object
    ///       required: [number]
    ///       properties:
    ///         number:
    ///           type: string
    ///     Transfer:
    ///       type: object
    ///       required: [iban]
    ///       properties:
    ///         iban:
    ///           type: string
    /// ```
    /// ## Limits
    /// Schemas are compared as they are written; up to 200 values of each are looked at.
    pub RepeatedAlternative {
        id: "openapi/repeated-alternative",
        severity: Warning,
        since: "0.1.0",
        aliases: ["redocly:no-illogical-composition-keywords", "ibm:ibm-no-superfluous-allof"],
        references: [("JSON Schema 2020-12, 10.2.1.3 oneOf", "https://json-schema.org/draft/2020-12/json-schema-core#section-10.2.1.3")],
    }
}

impl Rule<Api> for RepeatedAlternative {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for schema in api.schemas() {
            for keyword in ["oneOf", "anyOf", "allOf"] {
                let Some(list) = api.get(schema, keyword) else { continue };
                let mut known: HashMap<String, NodeId> = HashMap::new();
                for item in api.document.items(list) {
                    let mut budget = MOST_VALUES;
                    let Ok(written) = api.document.to_json(*item, &mut budget) else { continue };
                    let Some(first) = known.insert(written.to_string(), *item) else { continue };
                    let (severity, effect) = if keyword == "oneOf" {
                        (Severity::Error, "so that no value can fit it")
                    } else {
                        (Severity::Warning, "and once is enough")
                    };
                    sink.push(
                        Finding::of::<Self>(api.span(*item))
                            .severity(severity)
                            .message(format!("the same schema stands in `{keyword}` twice, {effect}"))
                            .subject(list)
                            .related(api.span(first), "the first one"),
                    );
                }
            }
        }
    }
}

/// Values of one schema that are compared.
const MOST_VALUES: usize = 200;
