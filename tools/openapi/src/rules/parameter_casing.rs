//! `openapi/parameter-casing`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::api::casing::outliers;
use crate::structure::shape::Kind;

declare_rule! {
    /// ## What it finds
    /// A parameter in `query`, `path` or `cookie` whose name is not written like most others there.
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
    ///   /orders:
    ///     get:
    ///       operationId: listOrders
    ///       parameters:
    ///         - name: page_size
    ///           in: query
    ///           schema:
    ///             type: string
    ///         - name: page_token
    ///           in: query
    ///           schema:
    ///             type: string
    ///         - name: sort_by
    ///           in: query
    ///           schema:
    ///             type: string
    ///         - name: created_after
    ///           in: query
    ///           schema:
    ///             type: string
    ///         - name: created_before
    ///           in: query
    ///           schema:
    ///             type: string
    ///         - name: orderState
    ///           in: query
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
    ///         - name: page_size
    ///           in: query
    ///           schema:
    ///             type: string
    ///         - name: page_token
    ///           in: query
    ///           schema:
    ///             type: string
    ///         - name: sort_by
    ///           in: query
    ///           schema:
    ///             type: string
    ///         - name: created_after
    ///           in: query
    ///           schema:
    ///             type: string
    ///         - name: created_before
    ///           in: query
    ///           schema:
    ///             type: string
    ///         - name: order_state
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
    /// Headers follow their own custom and are left alone. What most of the document does in a place is the rule: no finding
    /// where fewer than five names tell, or less than 70 % of them agree. Off by default: it runs when it is selected.
    pub ParameterCasing {
        id: "openapi/parameter-casing",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["ibm:ibm-parameter-casing-convention"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for ParameterCasing {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for place in ["query", "path", "cookie"] {
            let placed = api
                .objects(Kind::Parameter)
                .filter(|parameter| api.document.get_string(*parameter, "in") == Some(place));
            let named = placed.filter_map(|parameter| {
                let name = api.get(parameter, "name")?;
                // `filter[state]`, `created<`: what follows is syntax of the interface.
                let bare = api.document.string(name)?.split(['[', '<', '>']).next()?;
                Some((bare, name))
            });
            let Some((usual, others)) = outliers(named) else { continue };
            for name in others {
                sink.push(
                    Finding::of::<Self>(api.span(name))
                        .message(format!(
                            "the name of the parameter in {place} is not written like most others there, in {usual}"
                        ))
                        .subject(api.owner(name)),
                );
            }
        }
    }
}
