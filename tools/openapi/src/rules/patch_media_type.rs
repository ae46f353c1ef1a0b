//! `openapi/patch-media-type`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::api::media::essence;

declare_rule! {
    /// ## What it finds
    /// A PATCH operation whose body is neither `application/merge-patch+json` nor `application/json-patch+json`.
    ///
    /// ## Why it matters
    /// Plain `application/json` does not say how the body changes the resource: what is left out, and what `null`
    /// means.
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
    ///     patch:
    ///       operationId: changeOrder
    ///       requestBody:
    ///         content:
    ///           application/json:
    ///             schema:
    ///               type: object
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
    ///     patch:
    ///       operationId: changeOrder
    ///       requestBody:
    ///         content:
    ///           application/merge-patch+json:
    ///             schema:
    ///               type: object
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    /// ```
    /// ## Limits
    /// Off by default: it runs when it is selected.
    pub PatchMediaType {
        id: "openapi/patch-media-type",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["ibm:ibm-patch-request-content-type"],
        references: [("RFC 7396, JSON Merge Patch", "https://www.rfc-editor.org/rfc/rfc7396"), ("RFC 6902, JSON Patch", "https://www.rfc-editor.org/rfc/rfc6902")],
    }
}

impl Rule<Api> for PatchMediaType {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for operation in api.operations().iter().filter(|operation| operation.method == "PATCH") {
            let payloads = api.request_payloads(operation);
            let Some(body) = api.request_body(operation) else { continue };
            let is_patch = |name: &str| {
                let name = essence(name);
                name.ends_with("-patch+json") || name.ends_with("-patch+xml") || name.ends_with("-patch-query+json")
            };
            let mut names = payloads.iter().filter_map(|payload| payload.media_type).peekable();
            if names.peek().is_some() && !names.any(is_patch) {
                sink.push(
                    Finding::of::<Self>(api.key_span(body))
                        .message("the body of a PATCH is of no media type for changes")
                        .subject(operation.subject()),
                );
            }
        }
    }
}
