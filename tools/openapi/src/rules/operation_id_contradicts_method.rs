//! `openapi/operation-id-contradicts-method`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::api::casing::words;

declare_rule! {
    /// ## What it finds
    /// An `operationId` that begins with a verb of another method: `createOrder` for a GET, `getOrder` for a DELETE.
    ///
    /// ## Why it matters
    /// Generators name functions after it, and callers take the name for what is done.
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
    ///     get:
    ///       operationId: createOrder
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    /// ```
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
    ///     get:
    ///       operationId: listOrders
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    /// ```
    /// ## Limits
    /// Only verbs that contradict the method are reported; an `operationId` without a verb is not. Off by default: it
    /// runs when it is selected.
    pub OperationIdContradictsMethod {
        id: "openapi/operation-id-contradicts-method",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["ibm:ibm-operationid-naming-convention"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for OperationIdContradictsMethod {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for operation in api.operations() {
            let Some(value) = api.get(operation.node, "operationId") else { continue };
            let verb = words(api.document.string(value).unwrap_or_default()).into_iter().next().unwrap_or_default();
            let wrong: &[&str] = match operation.method.as_str() {
                "GET" | "HEAD" => &["create", "add", "delete", "remove", "update", "replace", "post", "put", "patch"],
                "POST" => &["put", "patch"],
                "PUT" | "PATCH" => &["get", "list", "delete", "remove"],
                "DELETE" => &["get", "list", "create", "add", "update", "replace", "post", "put", "patch"],
                _ => &[],
            };
            if wrong.contains(&verb.as_str()) {
                sink.push(
                    Finding::of::<Self>(api.span(value))
                        .message("the operationId begins with a verb of another method")
                        .subject(operation.subject()),
                );
            }
        }
    }
}
