//! `openapi/array-serialization-unstated`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::api::schema::Types;
use crate::structure::shape::Kind;

declare_rule! {
    /// ## What it finds
    /// A parameter that takes a list without saying both `style` and `explode`.
    ///
    /// ## Why it matters
    /// The defaults differ by the place of the parameter, and readers misremember them: `ids=1&ids=2` or `ids=1,2`.
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
    ///         - name: ids
    ///           in: query
    ///           schema:
    ///             type: array
    ///             items:
    ///               type: integer
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
    ///       parameters:
    ///         - name: ids
    ///           in: query
    ///           style: form
    ///           explode: false
    ///           schema:
    ///             type: array
    ///             items:
    ///               type: integer
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    /// ```
    /// ## Limits
    /// Off by default: it runs when it is selected.
    pub ArraySerializationUnstated {
        id: "openapi/array-serialization-unstated",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["redocly:array-parameter-serialization"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for ArraySerializationUnstated {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for parameter in api.objects(Kind::Parameter) {
            let Some(schema) = api.get(parameter, "schema").and_then(|schema| api.follow(schema)) else { continue };
            let has = |field: &str| api.get(schema, field).is_some();
            let is_list = has("items")
                || has("prefixItems")
                || api.types(schema).is_some_and(|types| types.meets(Types::ARRAY));
            let is_stated = ["style", "explode"].iter().all(|field| api.get(parameter, field).is_some());
            if is_list && !is_stated && !api.is_swagger() {
                sink.push(
                    Finding::of::<Self>(api.span(parameter))
                        .message("the parameter takes a list and does not say how it is written")
                        .subject(api.owner(parameter))
                        .help("State `style` and `explode`."),
                );
            }
        }
    }
}
