//! `openapi/path-parameter-required`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::rules::edit;
use crate::structure::shape::Kind;

declare_rule! {
    /// ## What it finds
    /// A parameter in `path` without `required: true`.
    ///
    /// ## Why it matters
    /// A path without its variable is another path; the specification demands `required: true`, and tools refuse the
    /// document.
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
    ///   /orders/{id}:
    ///     get:
    ///       operationId: getOrder
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    ///       parameters:
    ///         - name: id
    ///           in: path
    ///           schema:
    ///             type: string
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
    ///   /orders/{id}:
    ///     get:
    ///       operationId: getOrder
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    ///       parameters:
    ///         - name: id
    ///           in: path
    ///           required: true
    ///           schema:
    ///             type: string
    /// ```
    /// ## Limits
    /// A parameter that is described by `content` is not reported: the official schemas let it through.
    pub PathParameterRequired {
        id: "openapi/path-parameter-required",
        severity: Error,
        since: "0.1.0",
        aliases: ["spectral:path-params", "redocly:path-parameters-defined", "redocly:path-params-defined", "vacuum:path-params", "oasdiff:path-parameter-required"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for PathParameterRequired {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let document = &api.document;
        for parameter in api.objects(Kind::Parameter) {
            if document.get_string(parameter, "in") != Some("path") || document.is_incomplete(parameter) {
                continue;
            }
            if document.get(parameter, "content").is_some() {
                continue;
            }
            let required = document.get(parameter, "required");
            if required.is_some_and(|value| document.boolean(value) != Some(false)) {
                continue;
            }
            let name = document.get_string(parameter, "name").unwrap_or_default();
            let finding = Finding::of::<Self>(api.span(parameter))
                .message(format!("the parameter `{name}` is in `path`, but is not `required: true`"))
                .subject(parameter);
            sink.push(match required {
                Some(value) => finding.fix(edit::replace_scalar(document, value, "true")),
                None => match edit::add_field(document, parameter, "required", "true") {
                    Some(fix) => finding.fix(fix),
                    None => finding,
                },
            });
        }
    }
}
