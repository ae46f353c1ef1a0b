//! `openapi/array-without-items`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::structure::shape::Kind;
use crate::version::Version;

declare_rule! {
    /// ## What it finds
    /// A schema of type `array` without `items`, in OpenAPI 3.0; a parameter, header or list of items, in Swagger 2.0.
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
    /// ```yaml openapi
    /// swagger: "2.0"
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// paths: {}
    /// parameters:
    ///   states:
    ///     name: states
    ///     in: query
    ///     type: array
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
    /// From OpenAPI 3.1 on, and in the schemas of Swagger 2.0, such an array may hold anything and is legal: that is
    /// `openapi/array-of-anything`.
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
        // In 2.0 a Schema Object may leave it out, and what stands for one may not.
        let demanding: fn(Kind) -> bool = match api.version {
            Some(Version::V2_0) => |kind| matches!(kind, Kind::Parameter | Kind::Header | Kind::Items),
            Some(Version::V3_0) => |kind| kind == Kind::Schema,
            _ => return,
        };
        for (schema, kind) in api.structure.objects.iter().copied() {
            if !demanding(kind) {
                continue;
            }
            let is_array = api.document.get_string(schema, "type") == Some("array");
            if is_array && api.get(schema, "items").is_none() && !api.document.is_incomplete(schema) {
                sink.push(
                    Finding::of::<Self>(api.key_span(schema))
                        .message(format!(
                            "the {} is an array, but does not say of what: `items` is missing",
                            name(kind)
                        ))
                        .subject(schema),
                );
            }
        }
    }
}

fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Parameter => "parameter",
        Kind::Header => "header",
        Kind::Items => "list of items",
        _ => "schema",
    }
}
