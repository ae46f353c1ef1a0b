//! `openapi/tag-without-description`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;

declare_rule! {
    /// ## What it finds
    /// A tag in the list of tags without a description.
    ///
    /// ## Why it matters
    /// The name alone rarely says what belongs to it.
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
    ///   - name: orders
    ///     description: All that was bought.
    /// paths: {}
    /// ```
    /// ## Limits
    /// Off by default: it runs when it is selected.
    pub TagWithoutDescription {
        id: "openapi/tag-without-description",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["spectral:tag-description", "vacuum:tag-description", "redocly:tag-description"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for TagWithoutDescription {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for tag in api.tags().iter().filter(|tag| api.is_blank(**tag, "description")) {
            sink.push(Finding::of::<Self>(api.span(*tag)).message("the tag has no description").subject(*tag));
        }
    }
}
