//! `openapi/error-not-json`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::api::media::is_json;

declare_rule! {
    /// ## What it finds
    /// A 4XX or 5XX response with content, none of which is JSON.
    ///
    /// ## Why it matters
    /// Clients that talk JSON must read a page of HTML or a line of text to learn what is wrong.
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
    ///       responses:
    ///         "200":
    ///           description: Done
    ///           content:
    ///             application/json:
    ///               schema:
    ///                 type: object
    ///         "404":
    ///           description: Unknown
    ///           content:
    ///             text/html:
    ///               schema:
    ///                 type: string
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
    ///           content:
    ///             application/json:
    ///               schema:
    ///                 type: object
    ///         "404":
    ///           description: Unknown
    ///           content:
    ///             application/json:
    ///               schema:
    ///                 type: object
    /// ```
    /// ## Limits
    /// Off by default: it runs when it is selected.
    pub ErrorNotJson {
        id: "openapi/error-not-json",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["ibm:ibm-error-content-type-is-json"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for ErrorNotJson {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for answer in api.all_answers().iter().filter(|answer| answer.status.starts_with(['4', '5'])) {
            let Some(content) = api.get(answer.object, "content") else { continue };
            let entries = api.document.entries(content);
            if !entries.is_empty() && !entries.iter().any(|entry| is_json(api.document.key(entry.key))) {
                sink.push(
                    Finding::of::<Self>(api.key_span(content))
                        .message("the content of the error is not JSON")
                        .subject(api.owner(answer.object)),
                );
            }
        }
    }
}
