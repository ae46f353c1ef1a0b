//! `openapi/parameter-without-description`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::structure::shape::Kind;

declare_rule! {
    /// ## What it finds
    /// A parameter without a description.
    ///
    /// ## Why it matters
    /// Name and type do not say what it does, or which values make sense.
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
    ///           schema:
    ///             type: integer
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
    ///           description: Number of the page, from 1 on.
    ///           schema:
    ///             type: integer
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    /// ```
    /// ## Limits
    /// Off by default: it runs when it is selected.
    pub ParameterWithoutDescription {
        id: "openapi/parameter-without-description",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["spectral:oas2-parameter-description", "vacuum:oas2-parameter-description", "spectral:oas3-parameter-description", "vacuum:oas3-parameter-description", "redocly:parameter-description", "ibm:ibm-parameter-description"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for ParameterWithoutDescription {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for parameter in api.objects(Kind::Parameter).filter(|parameter| api.target(*parameter).is_none()) {
            if api.get(parameter, "in").is_some() && api.is_blank(parameter, "description") {
                sink.push(
                    Finding::of::<Self>(api.span(api.get(parameter, "description").unwrap_or(parameter)))
                        .message("the parameter has no description")
                        .subject(parameter),
                );
            }
        }
    }
}
