//! `openapi/unexpected-request-body`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;

declare_rule! {
    /// ## What it finds
    /// A GET, HEAD, DELETE or TRACE operation with a request body.
    ///
    /// ## Why it matters
    /// HTTP gives the body of such a request no meaning: clients, proxies and servers drop or refuse it, and OpenAPI
    /// 3.0 has it ignored.
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
    ///   /orders/search:
    ///     post:
    ///       operationId: findOrders
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
    pub UnexpectedRequestBody {
        id: "openapi/unexpected-request-body",
        severity: Warning,
        since: "0.1.0",
        aliases: ["vacuum:no-request-body", "ibm:ibm-no-body-for-delete", "ibm:ibm-no-operation-requestbody"],
        references: [("RFC 9110, HTTP Semantics, 9.3 Method Definitions", "https://www.rfc-editor.org/rfc/rfc9110#section-9.3")],
    }
}

impl Rule<Api> for UnexpectedRequestBody {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for operation in api.operations() {
            if !matches!(operation.method.as_str(), "GET" | "HEAD" | "DELETE" | "TRACE") {
                continue;
            }
            let parameters = api.parameters(operation.node);
            let body = parameters.iter().find(|parameter| matches!(parameter.place, "body" | "formData"));
            let place = api.get(operation.node, "requestBody").map(|body| api.key_span(body));
            if let Some(place) = place.or_else(|| body.map(|body| api.span(body.listed))) {
                sink.push(
                    Finding::of::<Self>(place)
                        .message(format!("the {} operation has a request body", operation.method))
                        .subject(operation.subject())
                        .help("Describe what is needed as parameters, or use another method."),
                );
            }
        }
    }
}
