//! `openapi/removed-webhook`

use architect_core::{Rule, Sink, declare_rule};

use crate::diff::Comparison;

declare_rule! {
    /// ## What it finds
    /// A webhook or callback of the base that the revision does not have.
    ///
    /// ## Why it matters
    /// Clients that wait for it are not called any more, and nothing tells them so.
    ///
    /// ## Bad
    /// ```diff openapi
    ///  openapi: 3.1.0
    ///  info: {title: Shop, version: 1.0.0}
    ///  webhooks:
    ///    orderPaid:
    ///      post:
    ///        responses:
    ///          "204": {description: Taken.}
    /// -  orderSent:
    /// -    post:
    /// -      responses:
    /// -        "204": {description: Taken.}
    /// ```
    /// ## Good
    /// ```diff openapi
    ///  openapi: 3.1.0
    ///  info: {title: Shop, version: 1.0.0}
    ///  webhooks:
    ///    orderPaid:
    ///      post:
    /// -      summary: An order is paid
    /// +      summary: An order was paid
    ///        responses:
    ///          "204": {description: Taken.}
    /// ```
    ///
    /// ## Limits
    /// What a webhook sends is what the client receives, so its body is judged as a response is, and its responses
    /// as requests are.
    pub RemovedWebhook {
        id: "openapi/removed-webhook",
        severity: Error,
        since: "0.1.0",
        aliases: [
            "oasdiff:webhook-removed",
        ],
        references: [
            ("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html"),
        ],
    }
}

impl Rule<Comparison> for RemovedWebhook {
    fn check(&self, comparison: &Comparison, sink: &mut Sink) {
        comparison.tell::<Self>(sink);
    }
}
