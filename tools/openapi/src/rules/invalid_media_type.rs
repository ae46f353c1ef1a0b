//! `openapi/invalid-media-type`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::api::media::is_media_type;

declare_rule! {
    /// ## What it finds
    /// A key of `content` that is no media type, such as `json`.
    ///
    /// ## Why it matters
    /// It matches no `Content-Type`, so clients and servers cannot choose by it.
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
    ///             json:
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
    /// ## Limits
    /// Whether a media type is registered is not looked at.
    pub InvalidMediaType {
        id: "openapi/invalid-media-type",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("RFC 9110, HTTP Semantics, 8.3.1 Media Type", "https://www.rfc-editor.org/rfc/rfc9110#section-8.3.1")],
    }
}

impl Rule<Api> for InvalidMediaType {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for media in api.media_types() {
            if !is_media_type(media.name) {
                sink.push(
                    Finding::of::<Self>(api.span(media.place))
                        .message("this is no media type")
                        .subject(api.owner(media.object.unwrap_or(media.place)))
                        .help("Write type and subtype, such as `application/json`."),
                );
            }
        }
    }
}
