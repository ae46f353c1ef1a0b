//! `openapi/undefined-serialization`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::api::schema::Types;
use crate::structure::shape::Kind;

declare_rule! {
    /// ## What it finds
    /// A `style` that is not defined for the type of its parameter: `deepObject` for what is no object,
    /// `spaceDelimited` or `pipeDelimited` for a plain value or with `explode: true`.
    ///
    /// ## Why it matters
    /// The specification leaves open how such a value is written, so client and server guess differently.
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
    ///         - name: ids
    ///           in: query
    ///           style: deepObject
    ///           schema:
    ///             type: array
    ///             items:
    ///               type: integer
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
    ///         - name: filter
    ///           in: query
    ///           style: deepObject
    ///           explode: true
    ///           schema:
    ///             type: object
    ///             properties:
    ///               state:
    ///                 type: string
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    /// ```
    /// ## Limits
    /// A style that its place cannot have is `openapi/invalid-value`. A schema without `type` is not judged.
    pub UndefinedSerialization {
        id: "openapi/undefined-serialization",
        severity: Warning,
        since: "0.1.0",
        aliases: ["oasdiff:serialization-method-invalid"],
        references: [("OpenAPI Specification 3.1.1, Style Examples", "https://spec.openapis.org/oas/v3.1.1.html#style-examples")],
    }
}

impl Rule<Api> for UndefinedSerialization {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let document = &api.document;
        for parameter in api.objects(Kind::Parameter) {
            let (Some(value), Some(schema)) = (api.get(parameter, "style"), api.get(parameter, "schema")) else {
                continue;
            };
            let Some(types) = api.follow(schema).and_then(|schema| api.types(schema)) else { continue };
            let message = match document.string(value) {
                Some("deepObject") if !types.meets(Types::OBJECT) => "`deepObject` is defined for objects only",
                Some("spaceDelimited" | "pipeDelimited") if !types.meets(Types::ARRAY.or(Types::OBJECT)) => {
                    "this style is defined for lists and objects only"
                }
                Some("spaceDelimited" | "pipeDelimited") if api.flag(parameter, "explode") => {
                    "this style is not defined with `explode: true`"
                }
                _ => continue,
            };
            sink.push(Finding::of::<Self>(api.span(value)).message(message).subject(api.owner(parameter)));
        }
    }
}
