//! `openapi/unpaginated-list`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::api::paging::{is_list, is_paging};

declare_rule! {
    /// ## What it finds
    /// A GET operation that answers a list and takes no parameter by which to get it in parts, such as `limit`, `page`
    /// or `cursor`.
    ///
    /// ## Why it matters
    /// The answer grows with the data until it no longer fits; paging cannot be added later without breaking clients.
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
    ///       operationId: listOrders
    ///       responses:
    ///         "200":
    ///           description: Done
    ///           content:
    ///             application/json:
    ///               schema:
    ///                 type: object
    ///                 properties:
    ///                   orders:
    ///                     type: array
    ///                     items:
    ///                       type: object
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
    ///       parameters:
    ///         - name: limit
    ///           in: query
    ///           schema:
    ///             type: integer
    ///         - name: cursor
    ///           in: query
    ///           schema:
    ///             type: string
    ///       responses:
    ///         "200":
    ///           description: Done
    ///           content:
    ///             application/json:
    ///               schema:
    ///                 type: object
    ///                 properties:
    ///                   orders:
    ///                     type: array
    ///                     items:
    ///                       type: object
    ///         "404":
    ///           description: Unknown
    /// ```
    /// ## Limits
    /// A list is an array at the top, or an object with exactly one property that is an array, at a path that does not
    /// end in a variable. Off by default: it runs when it is selected.
    pub UnpaginatedList {
        id: "openapi/unpaginated-list",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["ibm:ibm-pagination-style"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for UnpaginatedList {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for operation in api.served().filter(|operation| operation.method == "GET") {
            let owners = [operation.path_item, operation.node];
            let unknown = owners.iter().any(|owner| api.has_unknown_parameters(*owner));
            let paged = owners.iter().flat_map(|owner| api.parameters(*owner)).any(|parameter| {
                matches!(parameter.place, "query" | "querystring" | "header") && is_paging(parameter.name)
            });
            if !unknown && !paged && is_list(api, operation) {
                sink.push(
                    Finding::of::<Self>(api.key_span(operation.node))
                        .confidence(Confidence::Low)
                        .message("the operation answers a list and cannot give it in parts")
                        .subject(operation.subject()),
                );
            }
        }
    }
}
