//! `openapi/nullable-enum`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::api::schema::Types;
use crate::rules::edit;
use architect_document::Value;

declare_rule! {
    /// ## What it finds
    /// An `enum` without null in a schema that allows null: by `nullable` in OpenAPI 3.0, by the type `null` from 3.1
    /// on.
    ///
    /// ## Why it matters
    /// A value has to be in the list, whatever else is said. Validators refuse null, while generated code takes it.
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
    ///                 state:
    ///                   type: [string, "null"]
    ///                   enum: [open, paid]
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
    ///                 state:
    ///                   type: [string, "null"]
    ///                   enum: [open, paid, null]
    ///       responses:
    ///         "201":
    ///           description: Created
    ///         "400":
    ///           description: Not accepted
    /// ```
    /// ```yaml openapi
    /// openapi: 3.0.3
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
    ///                 state:
    ///                   type: string
    ///                   nullable: true
    ///                   enum: [open, paid, null]
    ///       responses:
    ///         "201":
    ///           description: Created
    ///         "400":
    ///           description: Not accepted
    /// ```
    pub NullableEnum {
        id: "openapi/nullable-enum",
        severity: Warning,
        since: "0.1.0",
        aliases: ["vacuum:nullable-enum-contains-null"],
        references: [("OpenAPI Specification 3.0.4, Schema Object", "https://spec.openapis.org/oas/v3.0.4.html#schema-object")],
    }
}

impl Rule<Api> for NullableEnum {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let document = &api.document;
        for schema in api.described() {
            let Some(list) = api.get(schema, "enum") else { continue };
            let allows_null = api.types(schema).is_some_and(|types| types.meets(Types::NULL));
            let items = document.items(list);
            let has_null = items.iter().any(|item| matches!(document.value(*item), Value::Null | Value::Unread));
            if allows_null && !has_null && !items.is_empty() {
                let finding = Finding::of::<Self>(api.key_span(list))
                    .message("the schema allows null, but its `enum` does not")
                    .subject(schema)
                    .help("Add null to the list, or take it from the type.");
                sink.push(match edit::add_item(document, list, "null") {
                    Some(fix) => finding.fix(fix),
                    None => finding,
                });
            }
        }
    }
}
