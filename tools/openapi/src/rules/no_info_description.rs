//! `openapi/no-info-description`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;

declare_rule! {
    /// ## What it finds
    /// A document whose `info` has no description.
    ///
    /// ## Why it matters
    /// Readers do not learn what the interface is for and where to begin.
    ///
    /// ## Bad
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
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
    ///   description: Orders of customers, from the cart to the invoice.
    /// servers:
    ///   - url: https://api.example.org
    /// paths: {}
    /// ```
    /// ## Limits
    /// Off by default: it runs when it is selected.
    pub NoInfoDescription {
        id: "openapi/no-info-description",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["spectral:info-description", "vacuum:info-description"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for NoInfoDescription {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let Some(info) = api.get(api.document.root(), "info") else { return };
        if api.is_blank(info, "description") {
            sink.push(
                Finding::of::<Self>(api.key_span(info))
                    .message("`info` has no description")
                    .subject("#/info")
                    .help("Say in a sentence or two what the interface does."),
            );
        }
    }
}
