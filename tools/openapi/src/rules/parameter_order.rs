//! `openapi/parameter-order`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::api::parameter::Parameter;
use crate::structure::shape::Kind;

declare_rule! {
    /// ## What it finds
    /// A required parameter that stands behind an optional one.
    ///
    /// ## Why it matters
    /// Generators keep the order for the arguments of functions, where those that can be left out come last.
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
    ///             type: string
    ///         - name: customer
    ///           in: query
    ///           required: true
    ///           schema:
    ///             type: string
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
    ///         - name: customer
    ///           in: query
    ///           required: true
    ///           schema:
    ///             type: string
    ///         - name: page
    ///           in: query
    ///           schema:
    ///             type: string
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    /// ```
    /// ## Limits
    /// Off by default: it runs when it is selected.
    pub ParameterOrder {
        id: "openapi/parameter-order",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["ibm:ibm-parameter-order"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for ParameterOrder {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for owner in api.objects(Kind::PathItem).chain(api.objects(Kind::Operation)) {
            let parameters = api.parameters(owner);
            let is_required = |parameter: &Parameter<'_>| api.flag(parameter.object, "required");
            let first_optional = parameters.iter().position(|parameter| !is_required(parameter));
            let behind = first_optional
                .and_then(|first| parameters.iter().skip(first).find(|parameter| is_required(parameter)));
            if let Some(parameter) = behind {
                sink.push(
                    Finding::of::<Self>(api.span(parameter.listed))
                        .message("a required parameter stands behind an optional one")
                        .subject(api.owner(parameter.listed)),
                );
            }
        }
    }
}
