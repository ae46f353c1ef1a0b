//! `openapi/incomplete-contact`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;

declare_rule! {
    /// ## What it finds
    /// A contact without a name, a URL or an e-mail address.
    ///
    /// ## Why it matters
    /// Of three ways to reach those responsible, people can use the one they have.
    ///
    /// ## Bad
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
    /// ## Good
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    ///   contact:
    ///     name: Orders team
    ///     url: https://example.org/orders
    ///     email: api@example.org
    /// servers:
    ///   - url: https://api.example.org
    /// paths: {}
    /// ```
    /// ## Limits
    /// Off by default: it runs when it is selected.
    pub IncompleteContact {
        id: "openapi/incomplete-contact",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["spectral:contact-properties", "vacuum:contact-properties"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for IncompleteContact {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let info = api.get(api.document.root(), "info");
        let Some(contact) = info.and_then(|info| api.get(info, "contact")) else { return };
        let missing: Vec<String> = ["name", "url", "email"]
            .iter()
            .filter(|field| api.is_blank(contact, field))
            .map(|field| format!("`{field}`"))
            .collect();
        if !missing.is_empty() {
            sink.push(
                Finding::of::<Self>(api.key_span(contact))
                    .message(format!("the contact has no {}", missing.join(" and no ")))
                    .subject("#/info/contact"),
            );
        }
    }
}
