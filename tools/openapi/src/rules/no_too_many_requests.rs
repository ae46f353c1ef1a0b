//! `openapi/no-too-many-requests`

use architect_core::{Rule, Sink, declare_rule};

use crate::api::Api;
use crate::rules::expected_response;

declare_rule! {
    /// ## What it finds
    /// An operation that does not describe the response 429 with its content.
    ///
    /// ## Why it matters
    /// Without it, clients do not expect a limit, and most likely there is none.
    ///
    /// ## Bad
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
    ///       operationId: listOrders
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "400":
    ///           description: Not accepted
    ///         "409":
    ///           description: In the way
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
    /// paths:
    ///   /orders:
    ///     get:
    ///       operationId: listOrders
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "400":
    ///           description: Not accepted
    ///         "429":
    ///           description: See the body
    ///           content:
    ///             application/problem+json:
    ///               schema:
    ///                 type: object
    /// ```
    /// ## Limits
    /// `4XX` counts too; `default` does not, since it says nothing of limits. Operations that others answer (webhooks,
    /// callbacks) are left alone. Off by default: runs when it is selected, and with `review: owasp`.
    pub NoTooManyRequests {
        id: "openapi/no-too-many-requests",
        severity: Warning,
        since: "0.1.0",
        default: false,
        aliases: ["owasp:api4:2023-rate-limit-responses-429", "vacuum:owasp-define-error-responses-429"],
        references: [("OWASP API Security Top 10 2023, API4 Unrestricted Resource Consumption", "https://owasp.org/API-Security/editions/2023/en/0xa4-unrestricted-resource-consumption/")],
    }
}

impl Rule<Api> for NoTooManyRequests {
    fn check(&self, api: &Api, sink: &mut Sink) {
        expected_response::expect::<Self>(api, sink, &["429", "4XX"]);
    }
}
