//! `openapi/no-validation-response`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;

declare_rule! {
    /// ## What it finds
    /// An operation without a response for input that is not valid: 400, 422 or `4XX`.
    ///
    /// ## Why it matters
    /// Clients cannot tell what they did wrong, and what is not described is not tested.
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
    ///         "404":
    ///           description: Unknown
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
    /// ```
    /// ## Limits
    /// `default` counts too. Operations that others answer (webhooks, callbacks) are left alone. Off by default: runs
    /// when it is selected, and with `review: owasp`.
    pub NoValidationResponse {
        id: "openapi/no-validation-response",
        severity: Warning,
        since: "0.1.0",
        default: false,
        aliases: ["owasp:api8:2023-define-error-validation", "vacuum:owasp-define-error-validation"],
        references: [("OWASP API Security Top 10 2023, API8 Security Misconfiguration", "https://owasp.org/API-Security/editions/2023/en/0xa8-security-misconfiguration/")],
    }
}

impl Rule<Api> for NoValidationResponse {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for operation in api.served() {
            let Some(responses) = api.responses_of(operation) else { continue };
            let has = |status: &&str| api.document.get(responses, status).is_some();
            if !["400", "422", "4XX", "default"].iter().any(|status| has(status)) {
                sink.push(
                    Finding::of::<Self>(api.key_span(responses))
                        .message("the operation describes no response for input that is not valid: 400, 422 or `4XX`")
                        .subject(operation.subject()),
                );
            }
        }
    }
}
