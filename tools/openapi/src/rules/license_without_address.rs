//! `openapi/license-without-address`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::version::Version;

declare_rule! {
    /// ## What it finds
    /// A licence that says neither by `url` nor by `identifier` which one it is.
    ///
    /// ## Why it matters
    /// A name alone, such as `MIT` or `BSD`, leaves open which text holds.
    ///
    /// ## Bad
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    ///   license:
    ///     name: MIT
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
    /// Both at once are `openapi/exclusive-fields`. Off by default: it runs when it is selected.
    pub LicenseWithoutAddress {
        id: "openapi/license-without-address",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["spectral:license-url", "vacuum:license-url", "redocly:info-license-strict"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for LicenseWithoutAddress {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let info = api.get(api.document.root(), "info");
        let Some(license) = info.and_then(|info| api.get(info, "license")) else { return };
        let is_known = !api.is_blank(license, "url") || !api.is_blank(license, "identifier");
        if !is_known {
            let fields = if api.version < Some(Version::V3_1) { "`url`" } else { "`identifier` or `url`" };
            sink.push(
                Finding::of::<Self>(api.key_span(license))
                    .message("the licence does not say where its text is")
                    .subject("#/info/license")
                    .help(format!("Add {fields}.")),
            );
        }
    }
}
