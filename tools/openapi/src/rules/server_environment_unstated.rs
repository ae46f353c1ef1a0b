//! `openapi/server-environment-unstated`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::structure::shape::Kind;

declare_rule! {
    /// ## What it finds
    /// A server whose description does not name its environment: local, test, staging, production and the like.
    ///
    /// ## Why it matters
    /// Callers take a test server for the real one, or the other way round; forgotten ones are not found.
    ///
    /// ## Bad
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// servers:
    ///   - url: https://api.example.org
    ///     description: The orders API
    /// paths:
    ///   /orders:
    ///     get:
    ///       operationId: listOrders
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "400":
    ///           description: Not accepted
    /// ```
    ///
    /// ## Good
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// servers:
    ///   - url: https://api.example.org
    ///     description: Production
    /// paths:
    ///   /orders:
    ///     get:
    ///       operationId: listOrders
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "400":
    ///           description: Not accepted
    /// ```
    /// ## Limits
    /// From OpenAPI 3.2 on the `name` counts too. Servers of links are left alone. Off by default: runs when it is
    /// selected, and with `review: owasp`.
    pub ServerEnvironmentUnstated {
        id: "openapi/server-environment-unstated",
        severity: Error,
        since: "0.1.0",
        default: false,
        aliases: ["owasp:api9:2023-inventory-environment"],
        references: [("OWASP API Security Top 10 2023, API9 Improper Inventory Management", "https://owasp.org/API-Security/editions/2023/en/0xa9-improper-inventory-management/")],
    }
}

impl Rule<Api> for ServerEnvironmentUnstated {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for server in api.objects(Kind::Server) {
            let described = api.get(server, "description");
            let texts = [described, api.get(server, "name")];
            let named = texts.iter().flatten().filter_map(|value| api.document.string(*value)).any(|text| {
                let text = text.to_ascii_lowercase();
                ENVIRONMENTS.iter().any(|word| text.contains(word))
            });
            if api.document.key_of(server).is_none() && !named {
                sink.push(
                    Finding::of::<Self>(api.span(described.unwrap_or(server)))
                        .message("the environment of the server is not said")
                        .subject(server)
                        .help("Name it in the description: local, test, staging or production."),
                );
            }
        }
    }
}

const ENVIRONMENTS: [&str; 9] = ["local", "sandbox", "alpha", "beta", "test", "stag", "prod", "next", "develop"];
