//! `openapi/example-server`

use architect_core::{Finding, Rule, Sink, declare_rule};

use std::collections::HashSet;

use crate::api::Api;
use crate::api::server::host;

declare_rule! {
    /// ## What it finds
    /// A server at an address that is reserved for examples, or on the own machine: `example.com`, `example.org`,
    /// `example.net`, `.example`, `localhost`.
    ///
    /// ## Why it matters
    /// A published document with such an address cannot be tried out; most often it was left over.
    ///
    /// ## Bad
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// servers:
    ///   - url: https://api.example.com
    /// paths: {}
    /// ```
    /// ## Good
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// servers:
    ///   - url: https://api.orders.io
    /// paths: {}
    /// ```
    /// ## Limits
    /// Off by default: it runs when it is selected.
    pub ExampleServer {
        id: "openapi/example-server",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["spectral:oas2-host-not-example", "vacuum:oas2-host-not-example", "spectral:oas3-server-not-example.com", "vacuum:oas3-host-not-example", "redocly:no-server-example.com"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for ExampleServer {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let mut judged = HashSet::new();
        for server in api.servers() {
            let host = host(&server.url);
            // In 2.0 one host has an address for each scheme.
            if !judged.insert(server.object) {
                continue;
            }
            let value = api.get(server.object, "url").unwrap_or(server.object);
            let reserved = ["example.com", "example.org", "example.net", "example", "localhost"];
            let is_reserved = reserved
                .iter()
                .any(|name| host.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')));
            if is_reserved || host == "127.0.0.1" {
                sink.push(
                    Finding::of::<Self>(api.span(value))
                        .message("the server is one for examples or on the own machine")
                        .subject(value),
                );
            }
        }
    }
}
