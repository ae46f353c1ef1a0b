//! `openapi/operation-id-unique`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use std::collections::HashMap;

use architect_document::NodeId;

declare_rule! {
    /// ## What it finds
    /// An `operationId` that two operations share.
    ///
    /// ## Why it matters
    /// Generators name functions after it; one of the two is lost or renamed. Links by `operationId` become ambiguous.
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
    ///       operationId: list
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    ///   /customers:
    ///     get:
    ///       operationId: list
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
    ///   /customers:
    ///     get:
    ///       operationId: listCustomers
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    /// ```
    /// ## Limits
    /// Operations are looked for everywhere: paths, webhooks, callbacks, path items among the components, `query` and
    /// `additionalOperations`.
    pub OperationIdUnique {
        id: "openapi/operation-id-unique",
        severity: Error,
        since: "0.1.0",
        aliases: ["spectral:operation-operationId-unique", "redocly:operation-operationId-unique", "vacuum:operation-operationId-unique", "oasdiff:duplicate-operation-id"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for OperationIdUnique {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let mut known: HashMap<&str, NodeId> = HashMap::new();
        for operation in api.operations() {
            let Some(value) = api.get(operation.node, "operationId") else { continue };
            let Some(id) = api.document.string(value) else { continue };
            match known.get(id) {
                Some(first) => sink.push(
                    Finding::of::<Self>(api.span(value))
                        .message(format!("the operationId `{id}` is taken already"))
                        .subject(operation.subject())
                        .related(api.span(*first), "the operation that has it"),
                ),
                None => {
                    known.insert(id, value);
                }
            }
        }
    }
}
