//! `openapi/unknown-link-operation`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::rules::near::Near;
use std::collections::HashSet;

use crate::structure::shape::Kind;

declare_rule! {
    /// ## What it finds
    /// A link to an operation that does not exist.
    ///
    /// ## Why it matters
    /// Clients cannot follow it.
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
    ///           links:
    ///             next:
    ///               operationId: getOrders
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
    ///       operationId: getOrder
    ///       responses:
    ///         "200":
    ///           description: Done
    ///           links:
    ///             next:
    ///               operationId: getOrder
    ///         "404":
    ///           description: Unknown
    /// ```
    /// ## Limits
    /// An `operationRef` to another document is not followed.
    pub UnknownLinkOperation {
        id: "openapi/unknown-link-operation",
        severity: Error,
        since: "0.1.0",
        aliases: [],
        references: [("OpenAPI Specification 3.1.1, Link Object", "https://spec.openapis.org/oas/v3.1.1.html#link-object")],
    }
}

impl Rule<Api> for UnknownLinkOperation {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let document = &api.document;
        let ids: HashSet<&str> = api
            .operations()
            .iter()
            .filter_map(|operation| document.get_string(operation.node, "operationId"))
            .collect();
        let mut near = Near::new();
        for link in api.objects(Kind::Link) {
            if let Some(value) = api.get(link, "operationId") {
                let id = document.string(value).unwrap_or_default();
                if !ids.contains(id) {
                    let mut sorted: Vec<&str> = ids.iter().copied().collect();
                    sorted.sort_unstable();
                    let finding = Finding::of::<Self>(api.span(value))
                        .message(format!("no operation has the operationId `{id}`"))
                        .subject(link);
                    sink.push(match near.to(id, sorted) {
                        Some(found) => finding.help(format!("Did you mean `{found}`?")),
                        None => finding,
                    });
                }
            }
            if let Some(value) = api.get(link, "operationRef") {
                let text = document.string(value).unwrap_or_default();
                if text.starts_with("#/") && document.refer(value, text).is_none() {
                    sink.push(
                        Finding::of::<Self>(api.span(value))
                            .message(format!("the reference `{text}` leads to no operation"))
                            .subject(link),
                    );
                }
            }
        }
    }
}
