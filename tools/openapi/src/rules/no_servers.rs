//! `openapi/no-servers`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::structure::shape::Kind;
use crate::version::Version;
use architect_document::Value;

declare_rule! {
    /// ## What it finds
    /// A document that describes an interface but names no server, or has an empty list of them.
    ///
    /// ## Why it matters
    /// Clients do not learn where the interface lives; it counts as the address the document was read from.
    ///
    /// ## Bad
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// paths:
    ///   /orders:
    ///     get:
    ///       operationId: getOrder
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    /// ```
    /// ## Good
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// servers:
    ///   - url: https://api.example.org
    /// paths:
    ///   /orders:
    ///     get:
    ///       operationId: getOrder
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    /// ```
    /// ## Limits
    /// A document of components without operations is a library, which needs no server.
    pub NoServers {
        id: "openapi/no-servers",
        severity: Info,
        since: "0.1.0",
        aliases: ["spectral:oas3-api-servers", "spectral:oas2-api-host", "redocly:no-empty-servers", "vacuum:oas3-api-servers", "vacuum:oas2-api-host"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for NoServers {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let root = api.document.root();
        if api.version == Some(Version::V2_0) {
            if api.is_blank(root, "host") && has_paths(api) {
                sink.push(
                    Finding::of::<Self>(api.span(root))
                        .message("the document names no host")
                        .subject("#/host")
                        .help("Add `host`, and `schemes` and `basePath` where they are needed."),
                );
            }
            return;
        }
        let servers = api.get(root, "servers");
        let empty = servers.is_some_and(|servers| matches!(api.document.value(servers), Value::List([])));
        let own = api.objects(Kind::Server).next().is_some();
        if empty || (servers.is_none() && has_paths(api) && !own) {
            sink.push(
                Finding::of::<Self>(api.key_span(servers.unwrap_or(root)))
                    .message("the document names no server")
                    .subject("#/servers")
                    .help("Add `servers` with the address of the interface."),
            );
        }
    }
}

/// Whether a document describes paths, if only that there are none yet.
fn has_paths(api: &Api) -> bool {
    let operations = api.operations();
    let begun = operations.is_empty() && api.get(api.document.root(), "paths").is_some() && api.is_interface();
    begun || operations.iter().any(|operation| operation.path().is_some())
}
