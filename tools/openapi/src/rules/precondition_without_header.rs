//! `openapi/precondition-without-header`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use std::collections::HashMap;

use crate::api::Api;
use architect_document::NodeId;

declare_rule! {
    /// ## What it finds
    /// An operation that answers 412 and takes no header with a condition: `If-Match`, `If-None-Match`, `If-Modified-
    /// Since`, `If-Unmodified-Since`.
    ///
    /// ## Why it matters
    /// The status says that a condition of the request failed, but no request can state one.
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
    ///     put:
    ///       operationId: saveOrder
    ///       responses:
    ///         "200":
    ///           description: Done
    ///           content:
    ///             application/json:
    ///               schema:
    ///                 type: object
    ///         "412":
    ///           description: Changed by others
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
    ///     put:
    ///       operationId: saveOrder
    ///       parameters:
    ///         - name: If-Match
    ///           in: header
    ///           schema:
    ///             type: string
    ///       responses:
    ///         "200":
    ///           description: Done
    ///           content:
    ///             application/json:
    ///               schema:
    ///                 type: object
    ///         "412":
    ///           description: Changed by others
    /// ```
    pub PreconditionWithoutHeader {
        id: "openapi/precondition-without-header",
        severity: Info,
        since: "0.1.0",
        aliases: ["ibm:ibm-precondition-headers"],
        references: [("RFC 9110, HTTP Semantics, 13 Conditional Requests", "https://www.rfc-editor.org/rfc/rfc9110#section-13")],
    }
}

impl Rule<Api> for PreconditionWithoutHeader {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let conditions = ["if-match", "if-none-match", "if-modified-since", "if-unmodified-since", "if-range"];
        let states_condition = |owner: NodeId| {
            api.has_unknown_parameters(owner)
                || api.parameters(owner).iter().any(|parameter| {
                    let name = parameter.name.to_ascii_lowercase();
                    parameter.place == "header" && conditions.contains(&name.as_str())
                })
        };
        let mut items: HashMap<NodeId, bool> = HashMap::new();
        for operation in api.served() {
            let Some(responses) = api.responses_of(operation) else { continue };
            let Some(entry) = api.document.entry(responses, "412") else { continue };
            let item = operation.path_item;
            let states =
                *items.entry(item).or_insert_with(|| states_condition(item)) || states_condition(operation.node);
            if !states {
                sink.push(
                    Finding::of::<Self>(api.span(entry.key))
                        .confidence(Confidence::Medium)
                        .message("the operation answers 412, but takes no header with a condition")
                        .subject(operation.subject())
                        .help("Describe the header, such as `If-Match`, or answer 409 or 422."),
                );
            }
        }
    }
}
