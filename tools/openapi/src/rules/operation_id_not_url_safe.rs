//! `openapi/operation-id-not-url-safe`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;

declare_rule! {
    /// ## What it finds
    /// An `operationId` with characters that cannot stand in a URL, such as blanks.
    ///
    /// ## Why it matters
    /// Documentation and tools make addresses and names of it.
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
    ///       operationId: list orders
    ///       responses:
    ///         "200":
    ///           description: Done
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
    ///       operationId: list-orders
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    /// ```
    pub OperationIdNotUrlSafe {
        id: "openapi/operation-id-not-url-safe",
        severity: Warning,
        since: "0.1.0",
        aliases: ["spectral:operation-operationId-valid-in-url", "vacuum:operation-operationId-valid-in-url", "redocly:operation-operationId-url-safe"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for OperationIdNotUrlSafe {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for operation in api.operations() {
            let Some(value) = api.get(operation.node, "operationId") else { continue };
            let id = api.document.string(value).unwrap_or_default();
            let is_legal = |letter: char| letter.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=".contains(letter);
            if !id.chars().all(is_legal) {
                sink.push(
                    Finding::of::<Self>(api.span(value))
                        .message("the operationId has characters that cannot stand in a URL")
                        .subject(operation.subject())
                        .help("Use letters, digits, `-` and `_`."),
                );
            }
        }
    }
}
