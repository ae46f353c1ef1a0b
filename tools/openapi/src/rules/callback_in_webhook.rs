//! `openapi/callback-in-webhook`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::api::Place;

declare_rule! {
    /// ## What it finds
    /// Callbacks of a webhook.
    ///
    /// ## Why it matters
    /// A webhook is a call back already; tools do not read callbacks there.
    ///
    /// ## Bad
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// servers:
    ///   - url: https://api.example.org
    /// webhooks:
    ///   shipped:
    ///     post:
    ///       operationId: orderShipped
    ///       callbacks:
    ///         taken:
    ///           "{$request.body#/next}":
    ///             post:
    ///               operationId: orderTaken
    ///               responses:
    ///                 "200":
    ///                   description: Taken
    ///                 "404":
    ///                   description: Unknown
    ///       responses:
    ///         "200":
    ///           description: Taken
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
    /// webhooks:
    ///   shipped:
    ///     post:
    ///       operationId: orderShipped
    ///       responses:
    ///         "200":
    ///           description: Taken
    ///         "404":
    ///           description: Unknown
    /// ```
    pub CallbackInWebhook {
        id: "openapi/callback-in-webhook",
        severity: Warning,
        since: "0.1.0",
        aliases: ["spectral:oas3_1-callbacks-in-webhook"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for CallbackInWebhook {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for operation in api.operations().iter().filter(|operation| matches!(operation.place, Place::Webhook(_))) {
            if let Some(callbacks) = api.get(operation.node, "callbacks") {
                sink.push(
                    Finding::of::<Self>(api.key_span(callbacks))
                        .message("a webhook has callbacks")
                        .subject(operation.subject()),
                );
            }
        }
    }
}
