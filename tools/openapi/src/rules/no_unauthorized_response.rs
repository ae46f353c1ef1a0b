//! `openapi/no-unauthorized-response`

use architect_core::{Rule, Sink, declare_rule};

use crate::api::Api;
use crate::rules::expected_response;

declare_rule! {
    /// ## What it finds
    /// An operation that does not describe the response 401 with its content.
    ///
    /// ## Why it matters
    /// What is not described is not tested, and an error that nobody designed tells about the inside.
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
    ///         "401":
    ///           description: See the body
    ///           content:
    ///             application/problem+json:
    ///               schema:
    ///                 type: object
    /// ```
    /// ## Limits
    /// `4XX` and `default` count too. Operations that others answer (webhooks, callbacks) are left alone. Off by
    /// default: runs when it is selected, and with `review: owasp`.
    pub NoUnauthorizedResponse {
        id: "openapi/no-unauthorized-response",
        severity: Warning,
        since: "0.1.0",
        default: false,
        aliases: ["owasp:api8:2023-define-error-responses-401", "vacuum:owasp-define-error-responses-401"],
        references: [("OWASP API Security Top 10 2023, API8 Security Misconfiguration", "https://owasp.org/API-Security/editions/2023/en/0xa8-security-misconfiguration/")],
    }
}

impl Rule<Api> for NoUnauthorizedResponse {
    fn check(&self, api: &Api, sink: &mut Sink) {
        expected_response::expect::<Self>(api, sink, &["401", "4XX", "default"]);
    }
}
