//! `openapi/tags-differ-by-case`

use architect_core::{Finding, Rule, Sink, declare_rule};

use std::collections::{HashMap, HashSet};

use crate::api::Api;
use crate::rules::edit;
use architect_document::NodeId;

declare_rule! {
    /// ## What it finds
    /// Two tags that differ only in small and capital letters, or in spaces and hyphens.
    ///
    /// ## Why it matters
    /// They are two groups in documentation and were meant to be one.
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
    ///       tags: [Orders]
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    ///     post:
    ///       operationId: createOrder
    ///       tags: [orders]
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
    ///       tags: [orders]
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    ///     post:
    ///       operationId: createOrder
    ///       tags: [orders]
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    /// ```
    /// ## Limits
    /// Each way of writing is reported once, where it is first met.
    pub TagsDifferByCase {
        id: "openapi/tags-differ-by-case",
        severity: Info,
        since: "0.1.0",
        aliases: [],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for TagsDifferByCase {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let document = &api.document;
        let listed = api.tags().iter().filter_map(|tag| api.get(*tag, "name"));
        let used = api.operations().iter().flat_map(|operation| api.tags_of(operation)).map(|(node, _)| node);
        let mut known: HashMap<String, NodeId> = HashMap::new();
        let mut reported = HashSet::new();
        for node in listed.chain(used) {
            let Some(name) = document.string(node) else { continue };
            let letters = name.chars().filter(|letter| !matches!(letter, ' ' | '-' | '_'));
            let first = *known.entry(letters.flat_map(char::to_lowercase).collect()).or_insert(node);
            let other = document.string(first).unwrap_or_default();
            if other != name && reported.insert(name) {
                sink.push(
                    Finding::of::<Self>(api.span(node))
                        .message(format!("the tags `{other}` and `{name}` differ only in how they are written"))
                        .subject(api.owner(node))
                        .related(api.span(first), "the other one")
                        .fix(edit::replace_text(document, node, other)),
                );
            }
        }
    }
}
