//! `openapi/duplicate-tag`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use std::collections::HashMap;

use architect_document::NodeId;

declare_rule! {
    /// ## What it finds
    /// A name that stands twice in the list of tags.
    ///
    /// ## Why it matters
    /// The specification wants each once; which description counts is open.
    ///
    /// ## Bad
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// tags:
    ///   - name: orders
    ///   - name: orders
    /// servers:
    ///   - url: https://api.example.org
    /// paths: {}
    /// ```
    /// ## Good
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// tags:
    ///   - name: orders
    ///   - name: customers
    /// servers:
    ///   - url: https://api.example.org
    /// paths: {}
    /// ```
    pub DuplicateTag {
        id: "openapi/duplicate-tag",
        severity: Error,
        since: "0.1.0",
        aliases: ["spectral:openapi-tags-uniqueness", "redocly:no-duplicated-tag-names", "oasdiff:duplicate-tag"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for DuplicateTag {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let document = &api.document;
        let Some(list) = api.get(document.root(), "tags") else { return };
        let mut known: HashMap<&str, NodeId> = HashMap::new();
        for tag in document.items(list) {
            let Some(value) = document.get(*tag, "name") else { continue };
            let Some(name) = document.string(value) else { continue };
            match known.get(name) {
                Some(first) => sink.push(
                    Finding::of::<Self>(api.span(value))
                        .message(format!("the tag `{name}` stands in the list twice"))
                        .subject(*tag)
                        .related(api.span(*first), "the first one"),
                ),
                None => {
                    known.insert(name, value);
                }
            }
        }
    }
}
