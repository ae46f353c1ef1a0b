//! `openapi/array-without-items`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::document::version::Version;

declare_rule! {
    /// ## What it finds
    /// A schema of type `array` without `items`, in OpenAPI 3.0.
    ///
    /// ## Why it matters
    /// The specification demands it; generators do not know what to put into the list.
    ///
    /// ## Bad
    /// ```yaml openapi
    /// openapi: 3.0.3
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// paths: {}
    /// components:
    ///   schemas:
    ///     Orders:
    ///       type: array
    /// ```
    /// ## Good
    /// ```yaml openapi
    /// openapi: 3.0.3
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// paths: {}
    /// components:
    ///   schemas:
    ///     Orders:
    ///       type: array
    ///       items:
    ///         type: string
    /// ```
    /// ## Limits
    /// From OpenAPI 3.1 on, such an array may hold anything and is legal.
    pub ArrayWithoutItems {
        id: "openapi/array-without-items",
        severity: Error,
        since: "0.1.0",
        aliases: ["spectral:array-items", "oasdiff:schema-items-required"],
        references: [("OpenAPI Specification 3.0.4, Schema Object", "https://spec.openapis.org/oas/v3.0.4.html#schema-object")],
    }
}

impl Rule<Api> for ArrayWithoutItems {
    fn check(&self, api: &Api, sink: &mut Sink) {
        if api.version != Some(Version::V3_0) {
            return;
        }
        for schema in api.schemas() {
            let is_array = api.document.get_string(schema, "type") == Some("array");
            if is_array && api.get(schema, "items").is_none() && !api.document.is_incomplete(schema) {
                sink.push(
                    Finding::of::<Self>(api.key_span(schema))
                        .message("the schema is an array, but does not say of what: `items` is missing")
                        .subject(api.pointer(schema)),
                );
            }
        }
    }
}
