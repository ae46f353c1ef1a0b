//! `openapi/server-over-http`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::rules::edit;
use crate::rules::host::{encrypted, in_the_clear};

declare_rule! {
    /// ## What it finds
    /// A server that is reached over plain HTTP, or another protocol that does not encrypt: `ws`, `ftp`.
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
        aliases: ["owasp:api8:2023-no-server-http", "owasp:api8:2023-no-scheme-http", "vacuum:owasp-security-hosts-https-oas3"],
        references: [("OWASP API Security Top 10 2023, API8 Security Misconfiguration", "https://owasp.org/API-Security/editions/2023/en/0xa8-security-misconfiguration/")],
    }
}

impl Rule<Api> for ServerOverHttp {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for server in api.servers() {
            let url = &*server.url;
            let Some(protocol) = in_the_clear(url) else { continue };
            let scheme = protocol.encrypted().unwrap_or("https");
            let finding = Finding::of::<Self>(api.span(server.place))
                .message(format!("the server `{url}` is reached over {}", protocol.name()))
                .subject(server.object)
                .help(format!("Use `{scheme}`."));
            // A URL that is put together of host and schemes stands nowhere as it is.
            let written = api.document.string(server.place) == Some(url);
            sink.push(match encrypted(url).filter(|_| written) {
                Some(encrypted) => finding.fix(edit::replace_text(&api.document, server.place, &encrypted)),
                None => finding,
            });
        }
    }
}
