//! `openapi/form-data-without-form`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::api::media::essence;

declare_rule! {
    /// ## What it finds
    /// An operation of Swagger 2.0 with parameters in `formData` that does not accept a form: `consumes` has neither
    /// `application/x-www-form-urlencoded` nor `multipart/form-data`.
    ///
    /// ## Why it matters
    /// Clients send the media type that is listed, and the fields do not fit into it.
    ///
    /// ## Bad
    /// ```yaml openapi
    /// swagger: "2.0"
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// host: api.example.org
    /// schemes:
    ///   - https
    /// paths:
    ///   /orders:
    ///     post:
    ///       operationId: createOrder
    ///       consumes:
    ///         - application/json
    ///       parameters:
    ///         - name: number
    ///           in: formData
    ///           type: string
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    /// ```
    /// ## Good
    /// ```yaml openapi
    /// swagger: "2.0"
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// host: api.example.org
    /// schemes:
    ///   - https
    /// paths:
    ///   /orders:
    ///     post:
    ///       operationId: createOrder
    ///       consumes:
    ///         - multipart/form-data
    ///       parameters:
    ///         - name: number
    ///           in: formData
    ///           type: string
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    /// ```
    /// ## Limits
    /// The list of the document counts where the operation has none. Without any list nothing is reported.
    pub FormDataWithoutForm {
        id: "openapi/form-data-without-form",
        severity: Warning,
        since: "0.1.0",
        aliases: ["spectral:oas2-operation-formData-consume-check", "vacuum:oas2-operation-formData-consume-check"],
        references: [("OpenAPI Specification 2.0, Parameter Object", "https://spec.openapis.org/oas/v2.0.html#parameter-object")],
    }
}

impl Rule<Api> for FormDataWithoutForm {
    fn check(&self, api: &Api, sink: &mut Sink) {
        if !api.is_swagger() {
            return;
        }
        for operation in api.operations() {
            let fields = api.form_fields(operation);
            let accepted = api.consumes(operation);
            let forms = ["application/x-www-form-urlencoded", "multipart/form-data"];
            let is_form = |name: &&str| forms.iter().any(|form| essence(name).eq_ignore_ascii_case(form));
            let Some(first) = fields.first().filter(|_| !accepted.is_empty() && !accepted.iter().any(is_form)) else {
                continue;
            };
            sink.push(
                Finding::of::<Self>(api.key_span(operation.node))
                    .message("the operation has parameters in `formData`, but accepts no form")
                    .subject(operation.subject())
                    .related(api.span(first.listed), "the first of these parameters")
                    .help("Add `application/x-www-form-urlencoded` or `multipart/form-data` to its `consumes`."),
            );
        }
    }
}
