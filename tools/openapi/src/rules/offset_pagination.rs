//! `openapi/offset-pagination`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::api::paging::{is_cursor, is_offset};

declare_rule! {
    /// ## What it finds
    /// A GET operation that gives a list in parts by `offset`, `skip` or `page`, and not by a cursor.
    ///
    /// ## Why it matters
    /// When items come or go between two calls, parts overlap or leave some out; and far pages cost the database all
    /// pages before them.
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
    ///       parameters:
    ///         - name: limit
    ///           in: query
    ///           schema:
    ///             type: integer
    ///         - name: offset
    ///           in: query
    ///           schema:
    ///             type: integer
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
    /// Off by default: it runs when it is selected.
    pub OffsetPagination {
        id: "openapi/offset-pagination",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["ibm:ibm-prefer-token-pagination"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for OffsetPagination {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for operation in api.served().filter(|operation| operation.method == "GET") {
            let parameters: Vec<_> =
                [operation.path_item, operation.node].iter().flat_map(|owner| api.parameters(*owner)).collect();
            let by_cursor = parameters.iter().any(|parameter| is_cursor(parameter.name));
            let offset = parameters.iter().find(|parameter| parameter.place == "query" && is_offset(parameter.name));
            if let Some(parameter) = offset.filter(|_| !by_cursor) {
                sink.push(
                    Finding::of::<Self>(api.span(parameter.listed))
                        .message("the list is given in parts by counting, not by a cursor")
                        .subject(operation.subject()),
                );
            }
        }
    }
}
