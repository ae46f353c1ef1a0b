//! `openapi/unnamed-path-variable`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::api::parameter::variables;
use crate::rules::paths;

declare_rule! {
    /// ## What it finds
    /// A path with a variable that has no name.
    ///
    /// ## Why it matters
    /// No parameter can fill it, so the braces are sent as they stand.
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
    ///   /orders/{}:
    ///     get:
    ///       operationId: getOrder
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
    pub UnnamedPathVariable {
        id: "openapi/unnamed-path-variable",
        severity: Error,
        since: "0.1.0",
        aliases: ["spectral:path-declarations-must-exist", "redocly:path-declaration-must-exist", "vacuum:path-declarations-must-exist"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for UnnamedPathVariable {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for (item, path) in paths(api) {
            if variables(path).iter().any(|variable| variable.name.is_empty()) {
                let finding = Finding::of::<Self>(api.key_span(item));
                sink.push(finding.message("the path has a variable without a name").subject(path));
            }
        }
    }
}
