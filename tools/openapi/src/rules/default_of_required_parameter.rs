//! `openapi/default-of-required-parameter`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::structure::shape::Kind;

declare_rule! {
    /// ## What it finds
    /// A required parameter with a default.
    ///
    /// ## Why it matters
    /// A default holds when the parameter is left out, which it cannot be. One of the two is wrong.
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
    ///         - name: page
    ///           in: query
    ///           required: true
    ///           schema:
    ///             type: integer
    ///             default: 1
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
    ///         - name: page
    ///           in: query
    ///           schema:
    ///             type: integer
    ///             default: 1
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    /// ```
    /// ## Limits
    /// A default in a schema that the parameter refers to belongs to all its users and is not reported.
    pub DefaultOfRequiredParameter {
        id: "openapi/default-of-required-parameter",
        severity: Info,
        since: "0.1.0",
        aliases: ["ibm:ibm-no-default-for-required-parameter", "oasdiff:required-with-default"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for DefaultOfRequiredParameter {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for parameter in api.objects(Kind::Parameter).filter(|parameter| api.flag(*parameter, "required")) {
            let schema = api.get(parameter, "schema").filter(|schema| api.target(*schema).is_none());
            let default =
                schema.and_then(|schema| api.get(schema, "default")).or_else(|| api.get(parameter, "default"));
            if let Some(default) = default {
                sink.push(
                    Finding::of::<Self>(api.key_span(default))
                        .message("a required parameter has a default, which never holds")
                        .subject(api.owner(parameter)),
                );
            }
        }
    }
}
