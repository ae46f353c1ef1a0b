//! `openapi/server-over-http`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::rules::host::is_reached_over_http;
use crate::structure::shape::Kind;

declare_rule! {
    /// ## What it finds
    /// A server that is reached over plain HTTP.
    ///
    /// ## Why it matters
    /// Whoever is on the way reads and changes requests, tokens included.
    ///
    /// ## Bad
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// servers:
    ///   - url: http://api.example.org
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
    ///   - url: http://localhost:8080
    /// paths: {}
    /// ```
    /// ## Limits
    /// Addresses of the machine itself and of private networks are exempt: `localhost`, `127.0.0.1`, `.local`, `.internal`,
    /// `.test`, names without a dot, and those with variables in the host.
    pub ServerOverHttp {
        id: "openapi/server-over-http",
        severity: Warning,
        since: "0.1.0",
        aliases: ["owasp:api8:2023-no-server-http", "vacuum:owasp-security-hosts-https-oas3"],
        references: [("OWASP API Security Top 10 2023, API8 Security Misconfiguration", "https://owasp.org/API-Security/editions/2023/en/0xa8-security-misconfiguration/")],
    }
}

impl Rule<Api> for ServerOverHttp {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for server in api.objects(Kind::Server) {
            let Some(value) = api.get(server, "url") else { continue };
            let url = api.document.string(value).unwrap_or_default();
            if is_reached_over_http(url) {
                sink.push(
                    Finding::of::<Self>(api.span(value))
                        .message(format!("the server `{url}` is reached over plain HTTP"))
                        .subject(api.pointer(server))
                        .help("Use `https`."),
                );
            }
        }
    }
}
