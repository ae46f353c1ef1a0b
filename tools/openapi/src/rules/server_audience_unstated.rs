//! `openapi/server-audience-unstated`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::structure::shape::Kind;

declare_rule! {
    /// ## What it finds
    /// A server without `x-internal`, which says whether it is for the public.
    ///
    /// ## Why it matters
    /// What nobody has on a list, nobody updates: internal and forgotten servers are where attackers begin.
    ///
    /// ## Bad
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
    ///
    /// ## Good
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// servers:
    ///   - url: https://api.example.org
    ///     x-internal: false
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
    /// Servers of links are left alone. Off by default: runs when it is selected, and with `review: owasp`.
    pub ServerAudienceUnstated {
        id: "openapi/server-audience-unstated",
        severity: Error,
        since: "0.1.0",
        default: false,
        aliases: ["owasp:api9:2023-inventory-access"],
        references: [("OWASP API Security Top 10 2023, API9 Improper Inventory Management", "https://owasp.org/API-Security/editions/2023/en/0xa9-improper-inventory-management/")],
    }
}

impl Rule<Api> for ServerAudienceUnstated {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for server in api.objects(Kind::Server) {
            let is_listed = api.document.key_of(server).is_none();
            if is_listed && api.get(server, "x-internal").is_none() {
                sink.push(
                    Finding::of::<Self>(api.span(server))
                        .message("whether the server is for the public is not said: `x-internal`")
                        .subject(server),
                );
            }
        }
    }
}
