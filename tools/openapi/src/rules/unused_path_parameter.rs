//! `openapi/unused-path-parameter`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use std::collections::HashSet;

use crate::api::parameter::variables;

declare_rule! {
    /// ## What it finds
    /// A parameter in `path` that the path has no variable for.
    ///
    /// ## Why it matters
    /// There is no place to put it. Most often the path was changed, or the name is misspelt.
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
    ///       operationId: getOrder
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    ///       parameters:
    ///         - name: id
    ///           in: path
    ///           required: true
    ///           schema:
    ///             type: string
    ///         - name: shop
    ///           in: path
    ///           required: true
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
    ///   /shops/{shop}/orders/{id}:
    ///     get:
    ///       operationId: getOrder
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    ///       parameters:
    ///         - name: id
    ///           in: path
    ///           required: true
    ///           schema:
    ///             type: string
    ///         - name: shop
    ///           in: path
    ///           required: true
    ///           schema:
    ///             type: string
    /// ```
    /// ## Limits
    /// Path items among the components and in webhooks have no path, and are not judged.
    pub UnusedPathParameter {
        id: "openapi/unused-path-parameter",
        severity: Error,
        since: "0.1.0",
        aliases: ["spectral:path-params", "redocly:path-parameters-defined", "redocly:path-params-defined", "vacuum:path-params", "oasdiff:path-parameters-mismatch"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for UnusedPathParameter {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let mut judged = HashSet::new();
        for operation in api.operations() {
            let Some(path) = operation.path() else { continue };
            let variables = variables(path);
            for owner in [operation.path_item, operation.node] {
                if !judged.insert(owner) {
                    continue;
                }
                let subject = if owner == operation.node { operation.subject() } else { path.to_owned() };
                for parameter in api.parameters(owner) {
                    let name = parameter.name;
                    if parameter.place != "path" || variables.iter().any(|variable| variable.is_filled_by(name)) {
                        continue;
                    }
                    sink.push(
                        Finding::of::<Self>(api.span(parameter.listed))
                            .message(format!("the parameter `{name}` is in `path`, but the path has no `{{{name}}}`"))
                            .subject(subject.clone())
                            .related(api.key_span(operation.path_item), "the path"),
                    );
                }
            }
        }
    }
}
