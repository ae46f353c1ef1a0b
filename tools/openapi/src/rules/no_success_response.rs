//! `openapi/no-success-response`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::version::Version;

declare_rule! {
    /// ## What it finds
    /// An operation that declares responses, but none of a call that succeeds.
    ///
    /// ## Why it matters
    /// Clients do not learn what they get.
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
    ///       operationId: getOrder
    ///       responses:
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
    /// paths:
    ///   /orders:
    ///     get:
    ///       operationId: getOrder
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    /// ```
    /// ## Limits
    /// 1XX, 2XX and 3XX count, and so does `default`. Swagger 2.0 has no ranges of codes: there `2XX` says nothing. An operation without `responses` is `openapi/missing-field` in 3.0.
    pub NoSuccessResponse {
        id: "openapi/no-success-response",
        severity: Warning,
        since: "0.1.0",
        aliases: ["spectral:operation-success-response", "redocly:operation-2xx-response", "vacuum:operation-success-response", "vacuum:post-response-success"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for NoSuccessResponse {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let ranges = api.version != Some(Version::V2_0);
        for operation in api.operations() {
            let Some(responses) = api.get(operation.node, "responses") else { continue };
            let mut codes =
                api.document.entries(responses).iter().map(|entry| api.document.key(entry.key)).peekable();
            if codes.peek().is_none() || codes.any(|code| counts(code, ranges)) {
                continue;
            }
            sink.push(
                Finding::of::<Self>(api.key_span(responses))
                    .message("the operation has no response of a call that succeeds")
                    .subject(operation.subject())
                    .help("Add the 2XX or 3XX response."),
            );
        }
    }
}

/// Whether a key of the responses stands for calls that succeed, or for all.
fn counts(code: &str, ranges: bool) -> bool {
    code == "default" || (code.starts_with(['1', '2', '3', '$']) && (ranges || !code.ends_with(['X', 'x'])))
}
