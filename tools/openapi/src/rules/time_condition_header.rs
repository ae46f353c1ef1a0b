//! `openapi/time-condition-header`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::structure::shape::Kind;

declare_rule! {
    /// ## What it finds
    /// A parameter for the header `If-Modified-Since` or `If-Unmodified-Since`.
    ///
    /// ## Why it matters
    /// Times have seconds at best, so that two changes within one look the same; `ETag` with `If-Match` and `If-None-
    /// Match` is exact.
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
    ///       parameters:
    ///         - name: If-Modified-Since
    ///           in: header
    ///           schema:
    ///             type: string
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
    ///       operationId: listOrders
    ///       parameters:
    ///         - name: If-None-Match
    ///           in: header
    ///           schema:
    ///             type: string
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    /// ```
    /// ## Limits
    /// Off by default: it runs when it is selected.
    pub TimeConditionHeader {
        id: "openapi/time-condition-header",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["ibm:ibm-no-if-modified-since-header", "ibm:ibm-no-if-unmodified-since-header"],
        references: [("RFC 9110, HTTP Semantics", "https://www.rfc-editor.org/rfc/rfc9110")],
    }
}

impl Rule<Api> for TimeConditionHeader {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for parameter in api.objects(Kind::Parameter) {
            let name = api.document.get_string(parameter, "name").unwrap_or_default();
            let by_time =
                ["If-Modified-Since", "If-Unmodified-Since"].iter().any(|header| name.eq_ignore_ascii_case(header));
            if by_time && api.document.get_string(parameter, "in") == Some("header") {
                sink.push(
                    Finding::of::<Self>(api.span(parameter))
                        .message("the condition depends on a time")
                        .subject(api.owner(parameter))
                        .help("Offer `If-Match` or `If-None-Match` with an `ETag`."),
                );
            }
        }
    }
}
