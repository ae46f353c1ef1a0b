//! `openapi/no-tags`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use architect_document::Value;

declare_rule! {
    /// ## What it finds
    /// A document that describes an interface but has no list of tags, or an empty one.
    ///
    /// ## Why it matters
    /// Tags group the operations in documentation, and the list gives them an order and a description.
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
    /// tags:
    ///   - name: orders
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
    /// ```
    /// ## Limits
    /// Off by default: it runs when it is selected.
    pub NoTags {
        id: "openapi/no-tags",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["spectral:openapi-tags", "vacuum:openapi-tags"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for NoTags {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let root = api.document.root();
        let tags = api.get(root, "tags");
        let empty = tags.is_some_and(|tags| matches!(api.document.value(tags), Value::List([])));
        if empty || (api.tags().is_empty() && api.is_interface()) {
            let place = tags.map_or_else(|| api.span(root), |tags| api.key_span(tags));
            sink.push(Finding::of::<Self>(place).message("the document has no list of tags").subject("#/tags"));
        }
    }
}
