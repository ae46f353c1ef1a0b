//! `openapi/component-without-description`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use architect_document::Value;

declare_rule! {
    /// ## What it finds
    /// A component without a description: a schema, parameter, request body, header, example, link or security scheme.
    ///
    /// ## Why it matters
    /// Its name is all that readers have to go by.
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
    ///               $ref: "#/components/schemas/Order"
    ///       responses:
    ///         "201":
    ///           description: Created
    ///         "400":
    ///           description: Not accepted
    /// components:
    ///   schemas:
    ///     Order:
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
    ///               $ref: "#/components/schemas/Order"
    ///       responses:
    ///         "201":
    ///           description: Created
    ///         "400":
    ///           description: Not accepted
    /// components:
    ///   schemas:
    ///     Order:
    ///       type: object
    ///       description: What a customer buys in one go.
    /// ```
    /// ## Limits
    /// References and boolean schemas are left alone; a `summary` or `title` is no description. Responses need one
    /// anyway. Off by default: names often say enough.
    pub ComponentWithoutDescription {
        id: "openapi/component-without-description",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["vacuum:component-description", "ibm:ibm-schema-description"],
        references: [("OpenAPI Specification 3.1.1, Components Object", "https://spec.openapis.org/oas/v3.1.1.html#components-object")],
    }
}

impl Rule<Api> for ComponentWithoutDescription {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for section in SECTIONS {
            for entry in api.components(section) {
                let is_object = matches!(api.document.value(entry.value), Value::Map(_));
                let described = api.document.get_string(entry.value, "description");
                let is_described = described.is_some_and(|text| !text.trim().is_empty());
                if is_object && !is_described && api.target(entry.value).is_none() {
                    sink.push(
                        Finding::of::<Self>(api.span(entry.key))
                            .message("the component has no description")
                            .subject(entry.value),
                    );
                }
            }
        }
    }
}

const SECTIONS: [&str; 7] =
    ["schemas", "parameters", "requestBodies", "headers", "examples", "links", "securitySchemes"];
