//! `openapi/unused-tag`

use architect_core::{Finding, Rule, Sink, declare_rule};

use std::collections::HashSet;

use crate::api::Api;

declare_rule! {
    /// ## What it finds
    /// A tag of the list of tags that no operation has.
    ///
    /// ## Why it matters
    /// Documentation shows an empty group; often the operations have the tag under another name.
    ///
    /// ## Bad
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// servers:
    ///   - url: https://api.example.org
    /// tags:
    ///   - name: orders
    ///   - name: customers
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
    /// A tag with `x-traitTag: true` is a chapter of documentation and is not reported. Operations in files that were
    /// not read are not known.
    pub UnusedTag {
        id: "openapi/unused-tag",
        severity: Info,
        since: "0.1.0",
        aliases: ["ibm:ibm-openapi-tags-used"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for UnusedTag {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let document = &api.document;
        if api.operations().is_empty() {
            return;
        }
        let mut used: HashSet<&str> =
            api.operations().iter().flat_map(|operation| api.tags_of(operation)).map(|(_, name)| name).collect();
        // A tag is used as well when one below it is.
        used.extend(api.tags().iter().filter_map(|tag| document.get_string(*tag, "parent")));
        let mut judged = HashSet::new();
        for tag in api.tags() {
            let Some(value) = api.get(*tag, "name") else { continue };
            let is_text = ["x-traitTag", "x-displayOnly"].iter().any(|field| api.flag(*tag, field));
            if document.string(value).is_some_and(|name| !used.contains(name) && judged.insert(name)) && !is_text {
                sink.push(Finding::of::<Self>(api.span(value)).message("no operation has this tag").subject(*tag));
            }
        }
    }
}
