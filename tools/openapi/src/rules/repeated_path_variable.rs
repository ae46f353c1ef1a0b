//! `openapi/repeated-path-variable`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::api::parameter::variables;
use crate::rules::paths;

declare_rule! {
    /// ## What it finds
    /// A path that names the same variable twice.
    ///
    /// ## Why it matters
    /// Only one value can be given for it.
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
    ///   /orders/{id}/items/{id}:
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
    ///   /orders/{id}/items/{item}:
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
    ///         - name: item
    ///           in: path
    ///           required: true
    ///           schema:
    ///             type: string
    /// ```
    pub RepeatedPathVariable {
        id: "openapi/repeated-path-variable",
        severity: Error,
        since: "0.1.0",
        aliases: ["spectral:path-params", "vacuum:path-params", "redocly:path-parameters-defined", "redocly:path-params-defined"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for RepeatedPathVariable {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for (item, path) in paths(api) {
            let mut seen: Vec<String> = Vec::new();
            for variable in variables(path) {
                if seen.contains(&variable.name) {
                    let message = format!("the path has `{{{}}}` twice", variable.name);
                    sink.push(Finding::of::<Self>(api.key_span(item)).message(message).subject(path));
                } else if !variable.name.is_empty() {
                    seen.push(variable.name);
                }
            }
        }
    }
}
