//! `openapi/media-type-without-schema`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::api::media::is_structured;

declare_rule! {
    /// ## What it finds
    /// A media type of JSON, XML or a form without a schema.
    ///
    /// ## Why it matters
    /// Anything is allowed, and nothing can be checked or generated.
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
    ///               example: {}
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
    ///                 type: object
    ///         "404":
    ///           description: Unknown
    /// ```
    /// ## Limits
    /// Binary and text media types need none. Off by default: it runs when it is selected.
    pub MediaTypeWithoutSchema {
        id: "openapi/media-type-without-schema",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["ibm:ibm-content-contains-schema"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for MediaTypeWithoutSchema {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for media in api.media_types() {
            let Some(object) = media.object.and_then(|object| api.follow(object)) else { continue };
            let has_schema = ["schema", "itemSchema"].iter().any(|field| api.get(object, field).is_some());
            if is_structured(media.name) && !has_schema {
                sink.push(
                    Finding::of::<Self>(api.span(media.place))
                        .message("the media type has no schema")
                        .subject(api.owner(object)),
                );
            }
        }
    }
}
