//! `openapi/duplicate-parameter`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use std::collections::HashMap;

use crate::structure::shape::Kind;
use architect_document::NodeId;

declare_rule! {
    /// ## What it finds
    /// Two parameters with the same name and place in one list.
    ///
    /// ## Why it matters
    /// A parameter is identified by name and place; only one of the two counts.
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
    ///       operationId: getOrder
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    ///       parameters:
    ///         - name: state
    ///           in: query
    ///           schema:
    ///             type: string
    ///         - name: state
    ///           in: query
    ///           schema:
    ///             type: string
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
    ///       operationId: getOrder
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    ///       parameters:
    ///         - name: state
    ///           in: query
    ///           schema:
    ///             type: string
    ///         - name: state
    ///           in: header
    ///           schema:
    ///             type: string
    /// ```
    /// ## Limits
    /// A parameter of an operation that overrides one of its path item is legal. Names of headers are compared without case.
    pub DuplicateParameter {
        id: "openapi/duplicate-parameter",
        severity: Error,
        since: "0.1.0",
        aliases: ["spectral:operation-parameters", "spectral:path-params", "redocly:operation-parameters-unique", "vacuum:operation-parameters", "oasdiff:duplicate-parameter"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for DuplicateParameter {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let owners = api.objects(Kind::PathItem).chain(api.objects(Kind::Operation));
        for owner in owners {
            let mut known: HashMap<(String, &str), NodeId> = HashMap::new();
            for parameter in api.parameters(owner) {
                let name = parameter.name;
                let folded = if parameter.place == "header" { name.to_ascii_lowercase() } else { name.to_owned() };
                match known.get(&(folded.clone(), parameter.place)) {
                    Some(first) => sink.push(
                        Finding::of::<Self>(api.span(parameter.listed))
                            .message(format!("the parameter `{name}` in `{}` stands here twice", parameter.place))
                            .subject(api.owner(parameter.listed))
                            .related(api.span(*first), "the first one"),
                    ),
                    None => {
                        known.insert((folded, parameter.place), parameter.listed);
                    }
                }
            }
        }
    }
}
