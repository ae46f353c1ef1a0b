//! `openapi/consecutive-path-variables`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::rules::paths;

declare_rule! {
    /// ## What it finds
    /// Two variables that follow each other in a path: `/{customer}/{order}`.
    ///
    /// ## Why it matters
    /// The path does not say what the second one names, and leaves no place for other collections below the first.
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
    ///   /orders/{id}/{line}:
    ///     get:
    ///       operationId: getLine
    ///       parameters:
    ///         - name: id
    ///           in: path
    ///           required: true
    ///           schema:
    ///             type: string
    ///         - name: line
    ///           in: path
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
    ///   /orders/{id}/lines/{line}:
    ///     get:
    ///       operationId: getLine
    ///       parameters:
    ///         - name: id
    ///           in: path
    ///           required: true
    ///           schema:
    ///             type: string
    ///         - name: line
    ///           in: path
    ///           required: true
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
    pub ConsecutivePathVariables {
        id: "openapi/consecutive-path-variables",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["ibm:ibm-no-consecutive-path-parameter-segments"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for ConsecutivePathVariables {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for (item, path) in paths(api) {
            if path.contains("}/{") {
                sink.push(
                    Finding::of::<Self>(api.key_span(item))
                        .message("two variables follow each other in the path")
                        .subject(path),
                );
            }
        }
    }
}
