//! `openapi/unusual-media-type`

use architect_core::{Finding, Rule, Sink, declare_rule};

use std::collections::BTreeMap;

use crate::api::Api;
use crate::api::media::{essence, is_file};

declare_rule! {
    /// ## What it finds
    /// A media type of bodies or of responses that the document hardly uses: another one is that of at least 80 % of
    /// ten or more.
    ///
    /// ## Why it matters
    /// Clients are written for the usual one.
    ///
    /// ## Bad
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: '1'
    /// servers:
    /// - url: https://api.example.org
    /// paths:
    ///   /p0:
    ///     get:
    ///       operationId: get0
    ///       responses:
    ///         "200": {description: "Done", content: {"application/json": {schema: {type: "object"}}}}
    ///         "404": {description: "Unknown"}
    ///   /p1:
    ///     get:
    ///       operationId: get1
    ///       responses:
    ///         "200": {description: "Done", content: {"application/json": {schema: {type: "object"}}}}
    ///         "404": {description: "Unknown"}
    ///   /p2:
    ///     get:
    ///       operationId: get2
    ///       responses:
    ///         "200": {description: "Done", content: {"application/json": {schema: {type: "object"}}}}
    ///         "404": {description: "Unknown"}
    ///   /p3:
    ///     get:
    ///       operationId: get3
    ///       responses:
    ///         "200": {description: "Done", content: {"application/json": {schema: {type: "object"}}}}
    ///         "404": {description: "Unknown"}
    ///   /p4:
    ///     get:
    ///       operationId: get4
    ///       responses:
    ///         "200": {description: "Done", content: {"application/json": {schema: {type: "object"}}}}
    ///         "404": {description: "Unknown"}
    ///   /p5:
    ///     get:
    ///       operationId: get5
    ///       responses:
    ///         "200": {description: "Done", content: {"application/json": {schema: {type: "object"}}}}
    ///         "404": {description: "Unknown"}
    ///   /p6:
    ///     get:
    ///       operationId: get6
    ///       responses:
    ///         "200": {description: "Done", content: {"application/json": {schema: {type: "object"}}}}
    ///         "404": {description: "Unknown"}
    ///   /p7:
    ///     get:
    ///       operationId: get7
    ///       responses:
    ///         "200": {description: "Done", content: {"application/json": {schema: {type: "object"}}}}
    ///         "404": {description: "Unknown"}
    ///   /p8:
    ///     get:
    ///       operationId: get8
    ///       responses:
    ///         "200": {description: "Done", content: {"application/json": {schema: {type: "object"}}}}
    ///         "404": {description: "Unknown"}
    ///   /p9:
    ///     get:
    ///       operationId: get9
    ///       responses:
    ///         "200": {description: "Done", content: {"application/json": {schema: {type: "object"}}}}
    ///         "404": {description: "Unknown"}
    ///   /last:
    ///     get:
    ///       operationId: getLast
    ///       responses:
    ///         "200": {description: "Done", content: {"application/xml": {schema: {type: "object"}}}}
    ///         "404": {description: "Unknown"}
    /// ```
    /// ## Good
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: '1'
    /// servers:
    /// - url: https://api.example.org
    /// paths:
    ///   /p0:
    ///     get:
    ///       operationId: get0
    ///       responses:
    ///         "200": {description: "Done", content: {"application/json": {schema: {type: "object"}}}}
    ///         "404": {description: "Unknown"}
    ///   /p1:
    ///     get:
    ///       operationId: get1
    ///       responses:
    ///         "200": {description: "Done", content: {"application/json": {schema: {type: "object"}}}}
    ///         "404": {description: "Unknown"}
    ///   /p2:
    ///     get:
    ///       operationId: get2
    ///       responses:
    ///         "200": {description: "Done", content: {"application/json": {schema: {type: "object"}}}}
    ///         "404": {description: "Unknown"}
    ///   /p3:
    ///     get:
    ///       operationId: get3
    ///       responses:
    ///         "200": {description: "Done", content: {"application/json": {schema: {type: "object"}}}}
    ///         "404": {description: "Unknown"}
    ///   /p4:
    ///     get:
    ///       operationId: get4
    ///       responses:
    ///         "200": {description: "Done", content: {"application/json": {schema: {type: "object"}}}}
    ///         "404": {description: "Unknown"}
    ///   /p5:
    ///     get:
    ///       operationId: get5
    ///       responses:
    ///         "200": {description: "Done", content: {"application/json": {schema: {type: "object"}}}}
    ///         "404": {description: "Unknown"}
    ///   /p6:
    ///     get:
    ///       operationId: get6
    ///       responses:
    ///         "200": {description: "Done", content: {"application/json": {schema: {type: "object"}}}}
    ///         "404": {description: "Unknown"}
    ///   /p7:
    ///     get:
    ///       operationId: get7
    ///       responses:
    ///         "200": {description: "Done", content: {"application/json": {schema: {type: "object"}}}}
    ///         "404": {description: "Unknown"}
    ///   /p8:
    ///     get:
    ///       operationId: get8
    ///       responses:
    ///         "200": {description: "Done", content: {"application/json": {schema: {type: "object"}}}}
    ///         "404": {description: "Unknown"}
    ///   /p9:
    ///     get:
    ///       operationId: get9
    ///       responses:
    ///         "200": {description: "Done", content: {"application/json": {schema: {type: "object"}}}}
    ///         "404": {description: "Unknown"}
    ///   /last:
    ///     get:
    ///       operationId: getLast
    ///       responses:
    ///         "200": {description: "Done", content: {"application/json": {schema: {type: "object"}}}}
    ///         "404": {description: "Unknown"}
    /// ```
    /// ## Limits
    /// Which media types are allowed is not configured but taken from what most of the document does, for bodies and
    /// for responses. Those of files, and `multipart/form-data` by which they are sent, do not count. Off by default: it runs when it is selected.
    pub UnusualMediaType {
        id: "openapi/unusual-media-type",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["redocly:request-mime-type", "redocly:response-mime-type"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for UnusualMediaType {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for all in [api.request_media_types(), api.response_media_types()] {
            // Files have no other form, and this is the one in which forms send them.
            let is_of_files = |name: &str| is_file(name) || essence(name) == "multipart/form-data";
            let all: Vec<_> = all.into_iter().filter(|media| !is_of_files(media.name)).collect();
            let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
            for media in &all {
                *counts.entry(essence(media.name)).or_default() += 1;
            }
            let Some((usual, count)) = counts.into_iter().max_by_key(|(_, count)| *count) else { continue };
            if all.len() < 10 || count * 100 < all.len() * 80 {
                continue;
            }
            for media in all.iter().filter(|media| essence(media.name) != usual) {
                sink.push(
                    Finding::of::<Self>(api.span(media.place))
                        .message(format!("the media type is not the usual one of the document, `{usual}`"))
                        .subject(api.owner(media.object.unwrap_or(media.place))),
                );
            }
        }
    }
}
