//! `openapi/ignored-header`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::structure::shape::Kind;

declare_rule! {
    /// ## What it finds
    /// A parameter in `header` named `Accept`, `Content-Type` or `Authorization`, or a header of a response named
    /// `Content-Type`.
    ///
    /// ## Why it matters
    /// The specification has them ignored: media types and security say the same, and tools read only those.
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
    ///         - name: Authorization
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
    ///         - name: X-Request-Id
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
    /// OpenAPI 2.0 does not say so and is not reported.
    pub IgnoredHeader {
        id: "openapi/ignored-header",
        severity: Warning,
        since: "0.1.0",
        aliases: ["ibm:ibm-no-accept-header", "ibm:ibm-no-authorization-header", "ibm:ibm-no-content-type-header"],
        references: [("OpenAPI Specification 3.1.1, Parameter Object", "https://spec.openapis.org/oas/v3.1.1.html#parameter-object")],
    }
}

impl Rule<Api> for IgnoredHeader {
    fn check(&self, api: &Api, sink: &mut Sink) {
        if api.is_swagger() {
            return;
        }
        let document = &api.document;
        for parameter in api.objects(Kind::Parameter) {
            let name = document.get_string(parameter, "name").unwrap_or_default();
            let instead = match name.to_ascii_lowercase().as_str() {
                "accept" => "The media types of the responses say it.",
                "content-type" => "The media types of the body say it.",
                "authorization" => "Describe it by a security scheme.",
                _ => continue,
            };
            if document.get_string(parameter, "in") == Some("header") {
                sink.push(
                    Finding::of::<Self>(api.span(parameter))
                        .message(format!("a parameter for the header `{name}` is ignored"))
                        .subject(api.owner(parameter))
                        .help(instead),
                );
            }
        }
        for response in api.objects(Kind::Response) {
            let headers = api.get(response, "headers").map_or(&[][..], |headers| document.entries(headers));
            for entry in headers.iter().filter(|entry| document.key(entry.key).eq_ignore_ascii_case("content-type")) {
                sink.push(
                    Finding::of::<Self>(api.span(entry.key))
                        .message("the header `Content-Type` of a response is ignored")
                        .subject(api.owner(response))
                        .help("The media types of the response say it."),
                );
            }
        }
    }
}
