//! `openapi/server-over-http`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;

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
        aliases: ["owasp:api8:2023-no-server-http"],
        references: [("OWASP API Security Top 10 2023, API8 Security Misconfiguration", "https://owasp.org/API-Security/editions/2023/en/0xa8-security-misconfiguration/")],
    }
}

impl Rule<Api> for ServerOverHttp {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for server in api.servers() {
            let url = &*server.url;
            let Some(rest) = url.strip_prefix("http://") else { continue };
            let host = rest.split(['/', ':', '?']).next().unwrap_or_default();
            if !is_private(host) {
                sink.push(
                    Finding::of::<Self>(api.span(server.place))
                        .message(format!("the server `{url}` is reached over plain HTTP"))
                        .subject(api.pointer(server.object))
                        .help("Use `https`."),
                );
            }
        }
    }
}

/// Whether a host is not reached over the public network, as far as its name tells.
fn is_private(host: &str) -> bool {
    let local = [".local", ".localhost", ".internal", ".test", ".lan"];
    host.contains('{')
        || !host.contains('.')
        || host.starts_with("127.")
        || host.starts_with("10.")
        || host.starts_with("192.168.")
        || host == "0.0.0.0"
        || local.iter().any(|ending| host.ends_with(ending))
}
