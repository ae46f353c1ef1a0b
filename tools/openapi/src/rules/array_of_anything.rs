//! `openapi/array-of-anything`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::structure::shape::Kind;
use crate::version::Version;

/// What says, besides `items`, what an array holds, or may say it elsewhere.
const SAID_BY: [&str; 9] =
    ["items", "prefixItems", "contains", "unevaluatedItems", "$ref", "$dynamicRef", "allOf", "anyOf", "oneOf"];

declare_rule! {
    /// ## What it finds
    /// A schema of type `array` that does not say what the array holds, where that is legal: in OpenAPI 3.1 and later, and in
    /// the schemas of Swagger 2.0.
    ///
    /// ## Why it matters
    /// Generators fall back to a list of anything, or refuse the document, and readers learn nothing of what is in it.
    ///
    /// ## Bad
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// components:
    ///   schemas:
    ///     Orders:
    ///       type: array
    /// ```
    /// ## Good
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// components:
    ///   schemas:
    ///     Orders:
    ///       type: array
    ///       items:
    ///         type: string
    /// ```
    /// ## Limits
    /// A schema that is composed of others is not judged: they may say it. Where the specification demands `items`, its
    /// absence is `openapi/array-without-items`. Off by default: it runs when it is selected.
    pub ArrayOfAnything {
        id: "openapi/array-of-anything",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["spectral:array-items"],
        references: [("OpenAPI Specification 3.1.1, Schema Object", "https://spec.openapis.org/oas/v3.1.1.html#schema-object")],
    }
}

impl Rule<Api> for ArrayOfAnything {
    fn check(&self, api: &Api, sink: &mut Sink) {
        if api.version == Some(Version::V3_0) {
            return;
        }
        let document = &api.document;
        for schema in api.objects(Kind::Schema) {
            let is_array = document.get_string(schema, "type") == Some("array");
            let is_said = || SAID_BY.iter().any(|keyword| document.get(schema, keyword).is_some());
            if is_array && !is_said() && !document.is_incomplete(schema) {
                sink.push(
                    Finding::of::<Self>(api.key_span(schema))
                        .message("the schema is an array of anything: it has no `items`")
                        .subject(schema)
                        .help("Describe the members by `items`."),
                );
            }
        }
    }
}
