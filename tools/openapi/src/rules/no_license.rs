//! `openapi/no-license`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;

declare_rule! {
    /// ## What it finds
    /// A document whose `info` names no licence.
    ///
    /// ## Why it matters
    /// Whoever wants to use the description, or code made of it, does not know whether they may.
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
    ///   license:
    ///     name: MIT
    ///     identifier: MIT
    /// servers:
    ///   - url: https://api.example.org
    /// paths: {}
    /// ```
    /// ## Limits
    /// Off by default: it runs when it is selected.
    pub NoLicense {
        id: "openapi/no-license",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["spectral:info-license", "vacuum:info-license", "redocly:info-license"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for NoLicense {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let Some(info) = api.get(api.document.root(), "info") else { return };
        if api.get(info, "license").is_none() {
            sink.push(
                Finding::of::<Self>(api.key_span(info))
                    .message("`info` names no licence")
                    .subject("#/info")
                    .help("Add `license`."),
            );
        }
    }
}
