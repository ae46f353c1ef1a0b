//! `openapi/no-schemes`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;

declare_rule! {
    /// ## What it finds
    /// A document of Swagger 2.0 that does not say by which protocols the interface is reached.
    ///
    /// ## Why it matters
    /// It counts as the protocol by which the document was read, which may be none of the network.
    ///
    /// ## Bad
    /// ```yaml openapi
    /// swagger: "2.0"
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// host: api.example.org
    /// paths:
    ///   /orders:
    ///     get:
    ///       operationId: listOrders
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    /// ```
    /// ## Good
    /// ```yaml openapi
    /// swagger: "2.0"
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// host: api.example.org
    /// schemes:
    ///   - https
    /// paths:
    ///   /orders:
    ///     get:
    ///       operationId: listOrders
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    /// ```
    /// ## Limits
    /// From OpenAPI 3.0 on, the addresses of the servers say it. Off by default: it runs when it is selected.
    pub NoSchemes {
        id: "openapi/no-schemes",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["spectral:oas2-api-schemes", "vacuum:oas2-api-schemes"],
        references: [("OpenAPI Specification 2.0, Swagger Object", "https://spec.openapis.org/oas/v2.0.html#swagger-object")],
    }
}

impl Rule<Api> for NoSchemes {
    fn check(&self, api: &Api, sink: &mut Sink) {
        if !api.is_swagger() {
            return;
        }
        let root = api.document.root();
        let schemes = api.get(root, "schemes");
        if schemes.is_none_or(|list| api.document.items(list).is_empty()) {
            let place = schemes.map_or_else(|| api.span(root), |list| api.key_span(list));
            sink.push(
                Finding::of::<Self>(place)
                    .message("the document does not say by which protocols the interface is reached")
                    .subject("#/schemes")
                    .help("Add `schemes`, such as `[https]`."),
            );
        }
    }
}
