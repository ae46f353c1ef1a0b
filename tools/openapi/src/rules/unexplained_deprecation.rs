//! `openapi/unexplained-deprecation`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;

declare_rule! {
    /// ## What it finds
    /// A deprecated operation that does not say what to use instead or when it ends: no description, no extension and
    /// no header about it.
    ///
    /// ## Why it matters
    /// Clients learn that they must move, but not where to and until when.
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
    ///       deprecated: true
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
    ///       deprecated: true
    ///       description: Use `GET /v2/orders`. Ends in June.
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    /// ```
    /// ## Limits
    /// Any description counts: what it says is not judged.
    pub UnexplainedDeprecation {
        id: "openapi/unexplained-deprecation",
        severity: Info,
        since: "0.1.0",
        aliases: [],
        references: [("RFC 8594, The Sunset HTTP Header Field", "https://www.rfc-editor.org/rfc/rfc8594")],
    }
}

impl Rule<Api> for UnexplainedDeprecation {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let document = &api.document;
        for operation in api.operations().iter().filter(|operation| api.flag(operation.node, "deprecated")) {
            let speaks = |text: &str| {
                let text = text.to_ascii_lowercase();
                text.contains("sunset") || text.contains("deprecat") || text.contains("replace")
            };
            let fields = document.entries(operation.node).iter().map(|entry| document.key(entry.key));
            let by_field =
                fields.filter(|name| *name != "deprecated").any(|name| name == "externalDocs" || speaks(name));
            let by_summary = document
                .get_string(operation.node, "summary")
                .is_some_and(|text| speaks(text) || text.contains("instead"));
            let headers = api.answers(operation).into_iter().filter_map(|answer| api.get(answer.object, "headers"));
            let by_header =
                headers.flat_map(|headers| document.entries(headers)).any(|entry| speaks(document.key(entry.key)));
            if api.is_blank(operation.node, "description") && !by_field && !by_summary && !by_header {
                let place = api.get(operation.node, "deprecated").unwrap_or(operation.node);
                sink.push(
                    Finding::of::<Self>(api.key_span(place))
                        .message("the operation is deprecated and does not say what to use instead or when it ends")
                        .subject(operation.subject()),
                );
            }
        }
    }
}
