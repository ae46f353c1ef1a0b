//! `openapi/server-in-webhook`

use architect_core::{Finding, Rule, Sink, declare_rule};

use std::collections::HashSet;

use crate::api::Api;
use crate::api::Place;
use architect_document::Value;

declare_rule! {
    /// ## What it finds
    /// Servers of a webhook, or of all of them.
    ///
    /// ## Why it matters
    /// Whoever subscribes decides where a webhook is sent, so an address in the document has no meaning.
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
    ///       servers:
    ///         - url: https://hooks.example.org
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
    pub ServerInWebhook {
        id: "openapi/server-in-webhook",
        severity: Warning,
        since: "0.1.0",
        aliases: ["spectral:oas3_1-servers-in-webhook"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for ServerInWebhook {
    fn check(&self, api: &Api, sink: &mut Sink) {
        // Below `webhooks` are names; a list there is no webhook of that name.
        let among_names = api.get(api.document.root(), "webhooks").and_then(|webhooks| api.get(webhooks, "servers"));
        if let Some(servers) = among_names.filter(|servers| matches!(api.document.value(*servers), Value::List(_))) {
            sink.push(
                Finding::of::<Self>(api.key_span(servers))
                    .message("the webhooks have servers")
                    .subject(servers)
                    .help("Remove them."),
            );
        }
        let mut judged = HashSet::new();
        for operation in api.operations().iter().filter(|operation| matches!(operation.place, Place::Webhook(_))) {
            for owner in [operation.path_item, operation.node] {
                if let Some(servers) = api.get(owner, "servers").filter(|_| judged.insert(owner)) {
                    sink.push(
                        Finding::of::<Self>(api.key_span(servers))
                            .message("a webhook has servers")
                            .subject(operation.subject())
                            .help("Remove them."),
                    );
                }
            }
        }
    }
}
