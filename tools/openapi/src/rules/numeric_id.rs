//! `openapi/numeric-id`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::api::schema::Types;
use crate::structure::shape::Kind;

declare_rule! {
    /// ## What it finds
    /// A parameter that is an identifier by its name (`id`, `order_id`, `orderId`, `order-id`) and a whole number by
    /// its type.
    ///
    /// ## Why it matters
    /// Numbers can be counted through: whoever knows one knows the next, and finds at once where a check of ownership
    /// is missing.
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
    ///   /orders/{id}:
    ///     get:
    ///       operationId: listOrders
    ///       parameters:
    ///         - name: id
    ///           in: path
    ///           required: true
    ///           schema:
    ///             type: integer
    ///       responses:
    ///         "200":
    ///           description: Done
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
    ///   /orders/{id}:
    ///     get:
    ///       operationId: listOrders
    ///       parameters:
    ///         - name: id
    ///           in: path
    ///           required: true
    ///           schema:
    ///             type: string
    ///             format: uuid
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "400":
    ///           description: Not accepted
    /// ```
    /// ## Limits
    /// Random identifiers do not replace the check of ownership, which a document does not show. Parameters in headers
    /// and cookies count too. Off by default: runs when it is selected, and with `review: owasp`.
    pub NumericId {
        id: "openapi/numeric-id",
        severity: Error,
        since: "0.1.0",
        default: false,
        aliases: ["owasp:api1:2023-no-numeric-ids", "vacuum:owasp-no-numeric-ids"],
        references: [("OWASP API Security Top 10 2023, API1 Broken Object Level Authorization", "https://owasp.org/API-Security/editions/2023/en/0xa1-broken-object-level-authorization/")],
    }
}

impl Rule<Api> for NumericId {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for parameter in api.objects(Kind::Parameter) {
            if !api.document.get_string(parameter, "name").is_some_and(is_identifier) {
                continue;
            }
            // Before OpenAPI 3.0 a parameter says itself of which type it is.
            let listed = api.get(parameter, "schema");
            let Some(schema) = listed.map_or(Some(parameter), |schema| api.follow(schema)) else { continue };
            let is_whole = api.types(schema).is_some_and(|types| types.without(Types::NULL) == Types::INTEGER);
            if is_whole {
                sink.push(
                    Finding::of::<Self>(listed.map_or_else(|| api.span(parameter), |schema| api.key_span(schema)))
                        .message("the identifier is a number, which can be counted through")
                        .subject(parameter)
                        .help("Use random identifiers such as UUIDs, and check ownership all the same."),
                );
            }
        }
    }
}

/// Whether a parameter is an identifier by its name.
pub(crate) fn is_identifier(name: &str) -> bool {
    name == "id" || ["_id", "Id", "-id"].iter().any(|ending| name.ends_with(ending))
}
