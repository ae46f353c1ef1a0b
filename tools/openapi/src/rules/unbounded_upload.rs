//! `openapi/unbounded-upload`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use architect_document::NodeId;

declare_rule! {
    /// ## What it finds
    /// A file that clients upload, without `maxLength`.
    ///
    /// ## Why it matters
    /// Disk, memory and the virus scanner are filled by whoever likes.
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
    ///     post:
    ///       operationId: uploadPhoto
    ///       requestBody:
    ///         content:
    ///           multipart/form-data:
    ///             schema:
    ///               type: object
    ///               properties:
    ///                 photo:
    ///                   type: string
    ///                   format: binary
    ///
    ///       responses:
    ///         "201":
    ///           description: Created
    ///         "400":
    ///           description: Not accepted
    /// ```
    ///
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
    ///     post:
    ///       operationId: uploadPhoto
    ///       requestBody:
    ///         content:
    ///           multipart/form-data:
    ///             schema:
    ///               type: object
    ///               properties:
    ///                 photo:
    ///                   type: string
    ///                   format: binary
    ///                   maxLength: 5000000
    ///       responses:
    ///         "201":
    ///           description: Created
    ///         "400":
    ///           description: Not accepted
    /// ```
    /// ## Limits
    /// A file is a body of `application/octet-stream`, an image, video, sound, PDF or archive, or a property with
    /// `format: binary`, `contentEncoding` or `contentMediaType`. A gateway may bound it without the document saying
    /// so. Off by default: runs when it is selected, and with `review: owasp`.
    pub UnboundedUpload {
        id: "openapi/unbounded-upload",
        severity: Warning,
        since: "0.1.0",
        default: false,
        aliases: [],
        references: [("OWASP API Security Top 10 2023, API4 Unrestricted Resource Consumption", "https://owasp.org/API-Security/editions/2023/en/0xa4-unrestricted-resource-consumption/")],
    }
}

impl Rule<Api> for UnboundedUpload {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for operation in api.served() {
            for payload in api.request_payloads(operation) {
                let schema = payload.schema.and_then(|schema| api.follow(schema));
                let is_bounded = schema.is_some_and(|schema| bounds(api, schema));
                if payload.media_type.is_some_and(is_file) && !is_bounded {
                    report(api, sink, payload.object);
                }
            }
        }
        let sent = api.sent_schemas();
        for schema in api.schemas().filter(|schema| sent.contains(schema)) {
            let Some(properties) = api.get(schema, "properties") else { continue };
            for entry in api.document.entries(properties) {
                let Some(property) = api.follow(entry.value) else { continue };
                if holds_file(api, property) && !bounds(api, property) {
                    report(api, sink, entry.value);
                }
            }
        }
        for parameter in api.described().filter(|node| api.document.get_string(*node, "type") == Some("file")) {
            report(api, sink, parameter);
        }
    }
}

fn report(api: &Api, sink: &mut Sink, place: NodeId) {
    sink.push(
        Finding::of::<UnboundedUpload>(api.key_span(place))
            .confidence(Confidence::Medium)
            .message("clients may upload files of any size: `maxLength` is missing")
            .subject(place),
    );
}

fn bounds(api: &Api, schema: NodeId) -> bool {
    api.get(schema, "maxLength").is_some()
}

fn holds_file(api: &Api, schema: NodeId) -> bool {
    api.document.get_string(schema, "format") == Some("binary")
        || ["contentEncoding", "contentMediaType"].iter().any(|keyword| api.get(schema, keyword).is_some())
}

fn is_file(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    ["image/", "video/", "audio/", "font/"].iter().any(|start| essence.starts_with(start))
        || ["application/octet-stream", "application/pdf", "application/zip", "application/gzip", "application/x-tar"]
            .contains(&essence)
}
