//! `openapi/ambiguous-serialization`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::api::schema::Types;
use crate::structure::shape::Kind;

declare_rule! {
    /// ## What it finds
    /// A parameter or header whose schema takes lists or objects as well as plain values.
    ///
    /// ## Why it matters
    /// How a value is written depends on its type, and what arrives is only text: `?ids=5` is the list of 5 or the
    /// number 5, and nobody can tell.
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
    ///           schema:
    ///             type: [array, integer]
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
    ///         - name: ids
    ///           in: query
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
    /// ## Limits
    /// Only the types that the schema itself names are looked at, not alternatives in `oneOf` or `anyOf`.
    pub AmbiguousSerialization {
        id: "openapi/ambiguous-serialization",
        severity: Warning,
        since: "0.1.0",
        aliases: ["oasdiff:ambiguous-parameter-serialization"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for AmbiguousSerialization {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let structured = Types::ARRAY.or(Types::OBJECT);
        for object in api.objects(Kind::Parameter).chain(api.objects(Kind::Header)) {
            let Some(schema) = api.get(object, "schema").and_then(|schema| api.follow(schema)) else { continue };
            let Some(types) = api.types(schema) else { continue };
            let plain = Types::ANY.without(structured).without(Types::NULL);
            if types.meets(structured) && types.meets(plain) {
                let place = api.get(schema, "type").unwrap_or(schema);
                sink.push(
                    Finding::of::<Self>(api.key_span(place))
                        .message(
                            "lists or objects and plain values are allowed here, which cannot be told apart as text",
                        )
                        .subject(api.owner(object)),
                );
            }
        }
    }
}
