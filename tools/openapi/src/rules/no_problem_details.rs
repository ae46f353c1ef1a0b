//! `openapi/no-problem-details`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;

declare_rule! {
    /// ## What it finds
    /// A 4XX or 5XX response that is not described as `application/problem+json` with `type` and `title`.
    ///
    /// ## Why it matters
    /// The standard form of errors (RFC 9457) is read by clients and gateways without code of their own.
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
    ///           content:
    ///             application/json:
    ///               schema:
    ///                 type: object
    ///         "404":
    ///           description: Unknown
    ///           content:
    ///             application/json:
    ///               schema:
    ///                 type: object
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
    ///       operationId: listOrders
    ///       responses:
    ///         "200":
    ///           description: Done
    ///           content:
    ///             application/json:
    ///               schema:
    ///                 type: object
    ///         "404":
    ///           description: Unknown
    ///           content:
    ///             application/problem+json:
    ///               schema:
    ///                 type: object
    ///                 properties:
    ///                   type:
    ///                     type: string
    ///                   title:
    ///                     type: string
    /// ```
    /// ## Limits
    /// Webhooks and callbacks are answered by others and left alone. Off by default: it runs when it is selected.
    pub NoProblemDetails {
        id: "openapi/no-problem-details",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["redocly:operation-4xx-problem-details-rfc7807"],
        references: [("RFC 9457, Problem Details for HTTP APIs", "https://www.rfc-editor.org/rfc/rfc9457")],
    }
}

impl Rule<Api> for NoProblemDetails {
    fn check(&self, api: &Api, sink: &mut Sink) {
        if api.is_swagger() {
            return;
        }
        for answer in api.all_answers().iter().filter(|answer| answer.status.starts_with(['4', '5'])) {
            let content = api.get(answer.object, "content");
            let media = content.and_then(|content| api.get(content, "application/problem+json"));
            let finding = |message: &'static str| {
                Finding::of::<Self>(api.key_span(answer.object)).message(message).subject(api.owner(answer.object))
            };
            let Some(media) = media.and_then(|media| api.follow(media)) else {
                sink.push(finding("the error is not described as `application/problem+json`"));
                continue;
            };
            let parts = api.get(media, "schema").map(|schema| api.parts(schema));
            let has = |name: &str| {
                parts.as_ref().is_some_and(|parts| {
                    !parts.is_whole
                        || parts
                            .schemas
                            .iter()
                            .any(|part| api.get(*part, "properties").is_some_and(|map| api.get(map, name).is_some()))
                })
            };
            if !has("type") || !has("title") {
                sink.push(finding("the schema of the error does not have both `type` and `title`"));
            }
        }
    }
}
