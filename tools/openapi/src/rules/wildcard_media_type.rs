//! `openapi/wildcard-media-type`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;

declare_rule! {
    /// ## What it finds
    /// Content of the media type `*/*`.
    ///
    /// ## Why it matters
    /// It says that anything may come. Most often a framework wrote it because nobody stated the media type.
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
    ///             "*/*":
    ///               schema:
    ///                 type: object
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
    pub WildcardMediaType {
        id: "openapi/wildcard-media-type",
        severity: Info,
        since: "0.1.0",
        aliases: ["ibm:ibm-content-type-is-specific"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for WildcardMediaType {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for media in api.media_types() {
            if media.name == "*/*" {
                sink.push(
                    Finding::of::<Self>(api.span(media.place))
                        .message("the media type is `*/*`")
                        .subject(api.owner(media.object.unwrap_or(media.place)))
                        .help("Name the media type that is sent, such as `application/json`."),
                );
            }
        }
    }
}
