//! `openapi/property-without-description`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;

declare_rule! {
    /// ## What it finds
    /// A property without a description.
    ///
    /// ## Why it matters
    /// Its name is all that readers have to go by: units, formats and rules stay unsaid.
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
    ///                 total:
    ///                   type: number
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
    ///                 total:
    ///                   type: number
    ///                   description: In euros, tax included.
    ///       responses:
    ///         "201":
    ///           description: Created
    ///         "400":
    ///           description: Not accepted
    /// ```
    /// ## Limits
    /// A property that is a reference is described there. Off by default: names often say enough.
    pub PropertyWithoutDescription {
        id: "openapi/property-without-description",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["ibm:ibm-property-description"],
        references: [("OpenAPI Specification 3.1.1, Schema Object", "https://spec.openapis.org/oas/v3.1.1.html#schema-object")],
    }
}

impl Rule<Api> for PropertyWithoutDescription {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for schema in api.schemas() {
            let Some(properties) = api.get(schema, "properties") else { continue };
            for entry in api.document.entries(properties) {
                let described = api.document.get_string(entry.value, "description");
                let is_described = described.is_some_and(|text| !text.trim().is_empty());
                if !is_described && api.target(entry.value).is_none() {
                    sink.push(
                        Finding::of::<Self>(api.span(entry.key))
                            .message("the property has no description")
                            .subject(entry.value),
                    );
                }
            }
        }
    }
}
