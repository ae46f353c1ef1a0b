//! `openapi/operation-id-casing`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::api::casing::outliers;

declare_rule! {
    /// ## What it finds
    /// An `operationId` that is not written like most others of the document.
    ///
    /// ## Why it matters
    /// One way of writing spares readers and generated code the exceptions.
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
    ///   /p0:
    ///     get:
    ///       operationId: listOrders
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    ///   /p1:
    ///     get:
    ///       operationId: listLines
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    ///   /p2:
    ///     get:
    ///       operationId: listCustomers
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    ///   /p3:
    ///     get:
    ///       operationId: listItems
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    ///   /p4:
    ///     get:
    ///       operationId: listParts
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    ///   /p5:
    ///     get:
    ///       operationId: list_returns
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
    ///   /p0:
    ///     get:
    ///       operationId: listOrders
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    ///   /p1:
    ///     get:
    ///       operationId: listLines
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    ///   /p2:
    ///     get:
    ///       operationId: listCustomers
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    ///   /p3:
    ///     get:
    ///       operationId: listItems
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    ///   /p4:
    ///     get:
    ///       operationId: listParts
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    ///   /p5:
    ///     get:
    ///       operationId: listReturns
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    /// ```
    /// ## Limits
    /// What most of the document does is the rule: no finding where fewer than five names tell, or less than 70 % of
    /// them agree. Off by default: it runs when it is selected.
    pub OperationIdCasing {
        id: "openapi/operation-id-casing",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["ibm:ibm-operationid-casing-convention"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for OperationIdCasing {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let ids = api
            .operations()
            .iter()
            .filter_map(|operation| api.get(operation.node, "operationId").map(|id| (operation, id)));
        let named = ids.filter_map(|(operation, id)| Some((api.document.string(id)?, (operation, id))));
        let Some((usual, others)) = outliers(named) else { return };
        for (operation, id) in others {
            sink.push(
                Finding::of::<Self>(api.span(id))
                    .message(format!("the operationId is not written like most others, in {usual}"))
                    .subject(operation.subject()),
            );
        }
    }
}
