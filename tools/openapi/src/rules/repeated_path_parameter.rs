//! `openapi/repeated-path-parameter`

use architect_core::{Finding, Rule, Sink, declare_rule};

use std::collections::BTreeMap;

use crate::api::Api;
use crate::api::Operation;
use architect_document::NodeId;

declare_rule! {
    /// ## What it finds
    /// A path parameter that every operation of a path declares in the same way.
    ///
    /// ## Why it matters
    /// Declared once at the path it cannot drift apart.
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
    ///       parameters:
    ///         - name: id
    ///           in: path
    ///           required: true
    ///           schema:
    ///             type: string
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    ///     delete:
    ///       operationId: dropOrder
    ///       parameters:
    ///         - name: id
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
    ///   /orders/{id}:
    ///     parameters:
    ///       - name: id
    ///         in: path
    ///         required: true
    ///         schema:
    ///           type: string
    ///     get:
    ///       operationId: getOrder
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    ///     delete:
    ///       operationId: dropOrder
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    /// ```
    /// ## Limits
    /// Off by default: it runs when it is selected.
    pub RepeatedPathParameter {
        id: "openapi/repeated-path-parameter",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["ibm:ibm-avoid-repeating-path-parameters"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for RepeatedPathParameter {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let mut by_item: BTreeMap<NodeId, Vec<&Operation>> = BTreeMap::new();
        for operation in api.operations().iter().filter(|operation| operation.path().is_some()) {
            by_item.entry(operation.path_item).or_default().push(operation);
        }
        for operations in by_item.values().filter(|operations| operations.len() > 1) {
            let mut count: BTreeMap<&str, (usize, NodeId)> = BTreeMap::new();
            for operation in operations {
                for parameter in api.parameters(operation.node).iter().filter(|parameter| parameter.place == "path") {
                    count.entry(parameter.name).or_insert((0, parameter.listed)).0 += 1;
                }
            }
            for (_, first) in count.into_values().filter(|(times, _)| *times == operations.len()) {
                sink.push(
                    Finding::of::<Self>(api.span(first))
                        .message("every operation of the path declares this parameter")
                        .subject(api.owner(first))
                        .help("Move it to the `parameters` of the path."),
                );
            }
        }
    }
}
