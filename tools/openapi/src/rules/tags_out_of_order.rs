//! `openapi/tags-out-of-order`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use architect_document::NodeId;

declare_rule! {
    /// ## What it finds
    /// A list of tags that is not sorted by name.
    ///
    /// ## Why it matters
    /// In a long list people look for a name where the alphabet puts it.
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
    /// paths: {}
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
    ///   - name: customers
    ///   - name: orders
    /// paths: {}
    /// ```
    /// ## Limits
    /// Small and capital letters are not told apart. Many lists follow the subject on purpose. Off by default: it runs
    /// when it is selected.
    pub TagsOutOfOrder {
        id: "openapi/tags-out-of-order",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["spectral:openapi-tags-alphabetical", "vacuum:openapi-tags-alphabetical", "redocly:tags-alphabetical"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for TagsOutOfOrder {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let document = &api.document;
        let Some(list) = api.get(document.root(), "tags") else { return };
        let name = |tag: &NodeId| document.get_string(*tag, "name").map(str::to_lowercase);
        for pair in api.tags().windows(2) {
            let [one, other] = pair else { continue };
            if name(one) > name(other) {
                sink.push(
                    Finding::of::<Self>(api.key_span(list))
                        .message("the tags are not sorted by name")
                        .subject("#/tags")
                        .related(api.span(*other), "the first one that stands too late"),
                );
                return;
            }
        }
    }
}
