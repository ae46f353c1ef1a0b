//! `openapi/no-contact`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;

declare_rule! {
    /// ## What it finds
    /// A document whose `info` names no contact.
    ///
    /// ## Why it matters
    /// Whoever finds a fault does not know whom to ask.
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
    ///   contact:
    ///     email: api@example.org
    /// servers:
    ///   - url: https://api.example.org
    /// paths: {}
    /// ```
    /// ## Limits
    /// Off by default: it runs when it is selected.
    pub NoContact {
        id: "openapi/no-contact",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["spectral:info-contact", "vacuum:info-contact", "redocly:info-contact"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for NoContact {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let Some(info) = api.get(api.document.root(), "info") else { return };
        if api.get(info, "contact").is_none() {
            sink.push(
                Finding::of::<Self>(api.key_span(info))
                    .message("`info` names no contact")
                    .subject("#/info")
                    .help("Add `contact` with an address or a URL."),
            );
        }
    }
}
