//! `openapi/long-summary`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;

declare_rule! {
    /// ## What it finds
    /// A summary of an operation with more than 80 characters.
    ///
    /// ## Why it matters
    /// It is a heading: lists cut it off or break it.
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
    ///       summary: List the orders of the customer who is signed in, those that are open before those that are done
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
    /// The length is fixed. Off by default: it runs when it is selected.
    pub LongSummary {
        id: "openapi/long-summary",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["ibm:ibm-operation-summary-length"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for LongSummary {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for operation in api.operations() {
            let Some(value) = api.get(operation.node, "summary") else { continue };
            if api.document.string(value).is_some_and(|text| text.chars().count() > LONGEST) {
                sink.push(
                    Finding::of::<Self>(api.span(value))
                        .message(format!("the summary has more than {LONGEST} characters"))
                        .subject(operation.subject())
                        .help("Move what is more to the description."),
                );
            }
        }
    }
}

/// Characters of a summary that lists show.
const LONGEST: usize = 80;
