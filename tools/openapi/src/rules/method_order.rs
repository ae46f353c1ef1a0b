//! `openapi/method-order`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::structure::shape::Kind;

declare_rule! {
    /// ## What it finds
    /// Operations of a path that do not stand in the usual order: get, head, post, put, patch, delete, options, query,
    /// trace.
    ///
    /// ## Why it matters
    /// With one order throughout, readers find an operation without searching.
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
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    ///     get:
    ///       operationId: listOrders
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
    ///     post:
    ///       operationId: createOrder
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    /// ```
    /// ## Limits
    /// The order is fixed. Off by default: it runs when it is selected.
    pub MethodOrder {
        id: "openapi/method-order",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["redocly:path-http-verbs-order"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for MethodOrder {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let order = ["get", "head", "post", "put", "patch", "delete", "options", "query", "trace"];
        for item in api.objects(Kind::PathItem) {
            let mut highest = 0;
            for entry in api.document.entries(item) {
                let Some(rank) = order.iter().position(|method| *method == api.document.key(entry.key)) else {
                    continue;
                };
                if rank < highest {
                    sink.push(
                        Finding::of::<Self>(api.span(entry.key))
                            .message("the operation stands behind one that usually comes after it")
                            .subject(api.owner(entry.value)),
                    );
                }
                highest = highest.max(rank);
            }
        }
    }
}
