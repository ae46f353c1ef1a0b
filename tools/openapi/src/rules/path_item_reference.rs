//! `openapi/path-item-reference`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::rules::paths;

declare_rule! {
    /// ## What it finds
    /// A path that is a `$ref` to a path item elsewhere.
    ///
    /// ## Why it matters
    /// Some generators and gateways do not follow it, and what a reader of the document looks for, the list of
    /// operations, is not there.
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
    ///     $ref: "#/components/pathItems/Orders"
    /// components:
    ///   pathItems:
    ///     Orders:
    ///       get:
    ///         operationId: listOrders
    ///         responses:
    ///           "200":
    ///             description: Done
    ///           "404":
    ///             description: Unknown
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
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    /// ```
    /// ## Limits
    /// Documents of many files are written so on purpose. Off by default: it runs when it is selected.
    pub PathItemReference {
        id: "openapi/path-item-reference",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["vacuum:path-item-refs"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for PathItemReference {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for (item, path) in paths(api) {
            if let Some(value) = api.get(item, "$ref") {
                sink.push(
                    Finding::of::<Self>(api.span(value))
                        .message("the path is a reference to a path item elsewhere")
                        .subject(path),
                );
            }
        }
    }
}
