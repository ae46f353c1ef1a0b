//! `openapi/missing-usual-error-property`

use architect_core::{Finding, Rule, Sink, declare_rule};

use std::collections::BTreeSet;

use crate::api::Api;
use crate::rules::usual::usual;
use architect_document::NodeId;

declare_rule! {
    /// ## What it finds
    /// A response of a call that fails, whose JSON has no property that at least 80 % of ten or more such responses
    /// have.
    ///
    /// ## Why it matters
    /// Clients read errors in one place of their code, by the properties that all have.
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
    ///         "200": {description: "Done"}
    ///         "404": {description: "Unknown", content: {"application/json": {schema: {type: "object", properties: {code: {type: "string"}, text: {type: "string"}}}}}}
    ///   /p1:
    ///     get:
    ///       operationId: get1
    ///       responses:
    ///         "200": {description: "Done"}
    ///         "404": {description: "Unknown", content: {"application/json": {schema: {type: "object", properties: {code: {type: "string"}, text: {type: "string"}}}}}}
    ///   /p2:
    ///     get:
    ///       operationId: get2
    ///       responses:
    ///         "200": {description: "Done"}
    ///         "404": {description: "Unknown", content: {"application/json": {schema: {type: "object", properties: {code: {type: "string"}, text: {type: "string"}}}}}}
    ///   /p3:
    ///     get:
    ///       operationId: get3
    ///       responses:
    ///         "200": {description: "Done"}
    ///         "404": {description: "Unknown", content: {"application/json": {schema: {type: "object", properties: {code: {type: "string"}, text: {type: "string"}}}}}}
    ///   /p4:
    ///     get:
    ///       operationId: get4
    ///       responses:
    ///         "200": {description: "Done"}
    ///         "404": {description: "Unknown", content: {"application/json": {schema: {type: "object", properties: {code: {type: "string"}, text: {type: "string"}}}}}}
    ///   /p5:
    ///     get:
    ///       operationId: get5
    ///       responses:
    ///         "200": {description: "Done"}
    ///         "404": {description: "Unknown", content: {"application/json": {schema: {type: "object", properties: {code: {type: "string"}, text: {type: "string"}}}}}}
    ///   /p6:
    ///     get:
    ///       operationId: get6
    ///       responses:
    ///         "200": {description: "Done"}
    ///         "404": {description: "Unknown", content: {"application/json": {schema: {type: "object", properties: {code: {type: "string"}, text: {type: "string"}}}}}}
    ///   /p7:
    ///     get:
    ///       operationId: get7
    ///       responses:
    ///         "200": {description: "Done"}
    ///         "404": {description: "Unknown", content: {"application/json": {schema: {type: "object", properties: {code: {type: "string"}, text: {type: "string"}}}}}}
    ///   /p8:
    ///     get:
    ///       operationId: get8
    ///       responses:
    ///         "200": {description: "Done"}
    ///         "404": {description: "Unknown", content: {"application/json": {schema: {type: "object", properties: {code: {type: "string"}, text: {type: "string"}}}}}}
    ///   /p9:
    ///     get:
    ///       operationId: get9
    ///       responses:
    ///         "200": {description: "Done"}
    ///         "404": {description: "Unknown", content: {"application/json": {schema: {type: "object", properties: {code: {type: "string"}, text: {type: "string"}}}}}}
    ///   /last:
    ///     get:
    ///       operationId: getLast
    ///       responses:
    ///         "200": {description: "Done"}
    ///         "404": {description: "Unknown", content: {"application/json": {schema: {type: "object", properties: {text: {type: "string"}}}}}}
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
    ///         "200": {description: "Done"}
    ///         "404": {description: "Unknown", content: {"application/json": {schema: {type: "object", properties: {code: {type: "string"}, text: {type: "string"}}}}}}
    ///   /p1:
    ///     get:
    ///       operationId: get1
    ///       responses:
    ///         "200": {description: "Done"}
    ///         "404": {description: "Unknown", content: {"application/json": {schema: {type: "object", properties: {code: {type: "string"}, text: {type: "string"}}}}}}
    ///   /p2:
    ///     get:
    ///       operationId: get2
    ///       responses:
    ///         "200": {description: "Done"}
    ///         "404": {description: "Unknown", content: {"application/json": {schema: {type: "object", properties: {code: {type: "string"}, text: {type: "string"}}}}}}
    ///   /p3:
    ///     get:
    ///       operationId: get3
    ///       responses:
    ///         "200": {description: "Done"}
    ///         "404": {description: "Unknown", content: {"application/json": {schema: {type: "object", properties: {code: {type: "string"}, text: {type: "string"}}}}}}
    ///   /p4:
    ///     get:
    ///       operationId: get4
    ///       responses:
    ///         "200": {description: "Done"}
    ///         "404": {description: "Unknown", content: {"application/json": {schema: {type: "object", properties: {code: {type: "string"}, text: {type: "string"}}}}}}
    ///   /p5:
    ///     get:
    ///       operationId: get5
    ///       responses:
    ///         "200": {description: "Done"}
    ///         "404": {description: "Unknown", content: {"application/json": {schema: {type: "object", properties: {code: {type: "string"}, text: {type: "string"}}}}}}
    ///   /p6:
    ///     get:
    ///       operationId: get6
    ///       responses:
    ///         "200": {description: "Done"}
    ///         "404": {description: "Unknown", content: {"application/json": {schema: {type: "object", properties: {code: {type: "string"}, text: {type: "string"}}}}}}
    ///   /p7:
    ///     get:
    ///       operationId: get7
    ///       responses:
    ///         "200": {description: "Done"}
    ///         "404": {description: "Unknown", content: {"application/json": {schema: {type: "object", properties: {code: {type: "string"}, text: {type: "string"}}}}}}
    ///   /p8:
    ///     get:
    ///       operationId: get8
    ///       responses:
    ///         "200": {description: "Done"}
    ///         "404": {description: "Unknown", content: {"application/json": {schema: {type: "object", properties: {code: {type: "string"}, text: {type: "string"}}}}}}
    ///   /p9:
    ///     get:
    ///       operationId: get9
    ///       responses:
    ///         "200": {description: "Done"}
    ///         "404": {description: "Unknown", content: {"application/json": {schema: {type: "object", properties: {code: {type: "string"}, text: {type: "string"}}}}}}
    ///   /last:
    ///     get:
    ///       operationId: getLast
    ///       responses:
    ///         "200": {description: "Done"}
    ///         "404": {description: "Unknown", content: {"application/json": {schema: {type: "object", properties: {text: {type: "string"}, code: {type: "string"}}}}}}
    /// ```
    /// ## Limits
    /// Which properties are wanted is not configured but taken from what most of the document does. Alternatives in
    /// `oneOf` and `anyOf` are not looked into. Off by default: it runs when it is selected.
    pub MissingUsualErrorProperty {
        id: "openapi/missing-usual-error-property",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["redocly:response-contains-property"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for MissingUsualErrorProperty {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let all = api.all_answers();
        let failed = all.iter().filter(|answer| answer.status.starts_with(['4', '5']));
        let described: Vec<NodeId> =
            failed.map(|answer| answer.object).filter(|response| api.json_schema(*response).is_some()).collect();
        let names = |response: NodeId| -> BTreeSet<String> {
            let parts = api.json_schema(response).map(|schema| api.parts(schema).schemas).unwrap_or_default();
            let maps = parts.into_iter().filter_map(|part| api.get(part, "properties"));
            maps.flat_map(|map| api.document.entries(map))
                .map(|entry| api.document.key(entry.key).to_owned())
                .collect()
        };
        for (name, lacking) in usual(&described, names) {
            for response in lacking {
                sink.push(
                    Finding::of::<Self>(api.key_span(response))
                        .message(format!(
                            "the error does not have the property `{name}`, which nearly all others have"
                        ))
                        .subject(api.owner(response)),
                );
            }
        }
    }
}
