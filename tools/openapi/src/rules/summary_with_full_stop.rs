//! `openapi/summary-with-full-stop`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::rules::edit;

declare_rule! {
    /// ## What it finds
    /// A summary of an operation that ends in a full stop.
    ///
    /// ## Why it matters
    /// It is a heading and no sentence; beside others without one it looks like an oversight.
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
    ///       summary: List orders.
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
    ///       summary: List orders
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    /// ```
    /// ## Limits
    /// Off by default: it runs when it is selected.
    pub SummaryWithFullStop {
        id: "openapi/summary-with-full-stop",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["ibm:ibm-summary-sentence-style"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for SummaryWithFullStop {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for operation in api.operations() {
            let Some(value) = api.get(operation.node, "summary") else { continue };
            let text = api.document.string(value).unwrap_or_default().trim_end();
            let Some(rest) = text.strip_suffix('.').filter(|rest| !rest.ends_with('.')) else { continue };
            sink.push(
                Finding::of::<Self>(api.span(value))
                    .message("the summary ends in a full stop")
                    .subject(operation.subject())
                    .fix(edit::replace_text(&api.document, value, rest)),
            );
        }
    }
}
