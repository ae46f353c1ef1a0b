//! `openapi/missing-usual-header`

use architect_core::{Finding, Rule, Sink, declare_rule};

use std::collections::BTreeSet;

use crate::api::Api;
use crate::rules::usual::usual;
use architect_document::NodeId;

declare_rule! {
    /// ## What it finds
    /// A response of a call that succeeds, without a header that at least 80 % of ten or more such responses have.
    ///
    /// ## Why it matters
    /// Clients and tools rely on what they find nearly everywhere.
    ///
    /// ## Bad
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: '1'
    /// servers:
    /// - url: https://api.example.org
    /// paths:
    ///   /p0:
    ///     get:
    ///       operationId: get0
    ///       responses:
    ///         "200": {description: "Done", headers: {X-Request-Id: {schema: {type: "string"}}}}
    ///         "404": {description: "Unknown"}
    ///   /p1:
    ///     get:
    ///       operationId: get1
    ///       responses:
    ///         "200": {description: "Done", headers: {X-Request-Id: {schema: {type: "string"}}}}
    ///         "404": {description: "Unknown"}
    ///   /p2:
    ///     get:
    ///       operationId: get2
    ///       responses:
    ///         "200": {description: "Done", headers: {X-Request-Id: {schema: {type: "string"}}}}
    ///         "404": {description: "Unknown"}
    ///   /p3:
    ///     get:
    ///       operationId: get3
    ///       responses:
    ///         "200": {description: "Done", headers: {X-Request-Id: {schema: {type: "string"}}}}
    ///         "404": {description: "Unknown"}
    ///   /p4:
    ///     get:
    ///       operationId: get4
    ///       responses:
    ///         "200": {description: "Done", headers: {X-Request-Id: {schema: {type: "string"}}}}
    ///         "404": {description: "Unknown"}
    ///   /p5:
    ///     get:
    ///       operationId: get5
    ///       responses:
    ///         "200": {description: "Done", headers: {X-Request-Id: {schema: {type: "string"}}}}
    ///         "404": {description: "Unknown"}
    ///   /p6:
    ///     get:
    ///       operationId: get6
    ///       responses:
    ///         "200": {description: "Done", headers: {X-Request-Id: {schema: {type: "string"}}}}
    ///         "404": {description: "Unknown"}
    ///   /p7:
    ///     get:
    ///       operationId: get7
    ///       responses:
    ///         "200": {description: "Done", headers: {X-Request-Id: {schema: {type: "string"}}}}
    ///         "404": {description: "Unknown"}
    ///   /p8:
    ///     get:
    ///       operationId: get8
    ///       responses:
    ///         "200": {description: "Done", headers: {X-Request-Id: {schema: {type: "string"}}}}
    ///         "404": {description: "Unknown"}
    ///   /p9:
    ///     get:
    ///       operationId: get9
    ///       responses:
    ///         "200": {description: "Done", headers: {X-Request-Id: {schema: {type: "string"}}}}
    ///         "404": {description: "Unknown"}
    ///   /last:
    ///     get:
    ///       operationId: getLast
    ///       responses:
    ///         "200": {description: "Done"}
    ///         "404": {description: "Unknown"}
    /// ```
    /// ## Good
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: '1'
    /// servers:
    /// - url: https://api.example.org
    /// paths:
    ///   /p0:
    ///     get:
    ///       operationId: get0
    ///       responses:
    ///         "200": {description: "Done", headers: {X-Request-Id: {schema: {type: "string"}}}}
    ///         "404": {description: "Unknown"}
    ///   /p1:
    ///     get:
    ///       operationId: get1
    ///       responses:
    ///         "200": {description: "Done", headers: {X-Request-Id: {schema: {type: "string"}}}}
    ///         "404": {description: "Unknown"}
    ///   /p2:
    ///     get:
    ///       operationId: get2
    ///       responses:
    ///         "200": {description: "Done", headers: {X-Request-Id: {schema: {type: "string"}}}}
    ///         "404": {description: "Unknown"}
    ///   /p3:
    ///     get:
    ///       operationId: get3
    ///       responses:
    ///         "200": {description: "Done", headers: {X-Request-Id: {schema: {type: "string"}}}}
    ///         "404": {description: "Unknown"}
    ///   /p4:
    ///     get:
    ///       operationId: get4
    ///       responses:
    ///         "200": {description: "Done", headers: {X-Request-Id: {schema: {type: "string"}}}}
    ///         "404": {description: "Unknown"}
    ///   /p5:
    ///     get:
    ///       operationId: get5
    ///       responses:
    ///         "200": {description: "Done", headers: {X-Request-Id: {schema: {type: "string"}}}}
    ///         "404": {description: "Unknown"}
    ///   /p6:
    ///     get:
    ///       operationId: get6
    ///       responses:
    ///         "200": {description: "Done", headers: {X-Request-Id: {schema: {type: "string"}}}}
    ///         "404": {description: "Unknown"}
    ///   /p7:
    ///     get:
    ///       operationId: get7
    ///       responses:
    ///         "200": {description: "Done", headers: {X-Request-Id: {schema: {type: "string"}}}}
    ///         "404": {description: "Unknown"}
    ///   /p8:
    ///     get:
    ///       operationId: get8
    ///       responses:
    ///         "200": {description: "Done", headers: {X-Request-Id: {schema: {type: "string"}}}}
    ///         "404": {description: "Unknown"}
    ///   /p9:
    ///     get:
    ///       operationId: get9
    ///       responses:
    ///         "200": {description: "Done", headers: {X-Request-Id: {schema: {type: "string"}}}}
    ///         "404": {description: "Unknown"}
    ///   /last:
    ///     get:
    ///       operationId: getLast
    ///       responses:
    ///         "200": {description: "Done", headers: {X-Request-Id: {schema: {type: "string"}}}}
    ///         "404": {description: "Unknown"}
    /// ```
    /// ## Limits
    /// Which headers are wanted is not configured but taken from what most of the document does. Off by default: it
    /// runs when it is selected.
    pub MissingUsualHeader {
        id: "openapi/missing-usual-header",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["redocly:response-contains-header"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for MissingUsualHeader {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let all = api.all_answers();
        let answers: Vec<NodeId> =
            all.iter().filter(|answer| answer.status.starts_with('2')).map(|answer| answer.object).collect();
        let names = |response: NodeId| -> BTreeSet<String> {
            api.headers_of(response).map(str::to_ascii_lowercase).collect()
        };
        for (name, lacking) in usual(&answers, names) {
            for response in lacking {
                sink.push(
                    Finding::of::<Self>(api.key_span(response))
                        .message(format!(
                            "the response does not have the header `{name}`, which nearly all others have"
                        ))
                        .subject(api.owner(response)),
                );
            }
        }
    }
}
