//! `openapi/inline-body-schema`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::structure::shape::Kind;
use architect_document::NodeId;

declare_rule! {
    /// ## What it finds
    /// An object with properties that is described directly in a body or response, and not among the components.
    ///
    /// ## Why it matters
    /// Generators make up a name for it, which changes when the path does; no other operation can share it.
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
    ///       responses:
    ///         "200":
    ///           description: Done
    ///           content:
    ///             application/json:
    ///               schema:
    ///                 type: object
    ///                 properties:
    ///                   id:
    ///                     type: string
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
    ///       responses:
    ///         "200":
    ///           description: Done
    ///           content:
    ///             application/json:
    ///               schema:
    ///                 $ref: "#/components/schemas/Order"
    ///         "404":
    ///           description: Unknown
    /// components:
    ///   schemas:
    ///     Order:
    ///       type: object
    ///       properties:
    ///         id:
    ///           type: string
    /// ```
    /// ## Limits
    /// Objects inside of other schemas are `openapi/inline-nested-object`. Off by default: it runs when it is
    /// selected.
    pub InlineBodySchema {
        id: "openapi/inline-body-schema",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["ibm:ibm-avoid-inline-schemas"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for InlineBodySchema {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let document = &api.document;
        let mut schemas: Vec<NodeId> =
            api.objects(Kind::MediaType).filter_map(|media| api.get(media, "schema")).collect();
        // Before OpenAPI 3 the schema stands directly in the response or parameter.
        schemas.extend(api.objects(Kind::Response).filter_map(|response| api.get(response, "schema")));
        if api.is_swagger() {
            schemas.extend(api.objects(Kind::Parameter).filter_map(|parameter| api.get(parameter, "schema")));
        }
        for schema in schemas {
            let own = api.get(schema, "properties").is_some_and(|map| !document.entries(map).is_empty());
            let items = api.get(schema, "items").filter(|_| !own);
            let of_items = items.and_then(|items| api.get(items, "properties"));
            let place = if own { schema } else { items.unwrap_or(schema) };
            if own || of_items.is_some_and(|map| !document.entries(map).is_empty()) {
                sink.push(
                    Finding::of::<Self>(api.key_span(place))
                        .message("an object is described in the place where it is used")
                        .subject(api.owner(place))
                        .help("Give it a name among the components, and refer to it."),
                );
            }
        }
    }
}
