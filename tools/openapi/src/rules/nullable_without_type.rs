//! `openapi/nullable-without-type`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::version::Version;

declare_rule! {
    /// ## What it finds
    /// `nullable: true` in a schema of OpenAPI 3.0 that has no `type` beside it.
    ///
    /// ## Why it matters
    /// It adds `null` to the `type` of the same schema. Where there is none it adds nothing, and strict readers refuse the
    /// `null` that is sent.
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
    ///     Note:
    ///       nullable: true
    ///       maxLength: 100
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
    ///     Note:
    ///       type: string
    ///       nullable: true
    ///       maxLength: 100
    /// ```
    /// ## Limits
    /// Many write `nullable: true` beside `allOf` with one reference, and many readers understand it: so this runs on demand.
    pub NullableWithoutType {
        id: "openapi/nullable-without-type",
        severity: Warning,
        since: "0.1.0",
        default: false,
        aliases: ["redocly:nullable-type-sibling"],
        references: [("OpenAPI Specification 3.0.4, Schema Object", "https://spec.openapis.org/oas/v3.0.4.html#schema-object")],
    }
}

impl Rule<Api> for NullableWithoutType {
    fn check(&self, api: &Api, sink: &mut Sink) {
        if api.version != Some(Version::V3_0) {
            return;
        }
        for schema in api.schemas() {
            let Some(nullable) = api.get(schema, "nullable") else { continue };
            if api.document.boolean(nullable) == Some(true) && api.get(schema, "type").is_none() {
                sink.push(
                    Finding::of::<Self>(api.key_span(nullable))
                        .message("`nullable` adds nothing, because the schema has no `type`")
                        .subject(schema),
                );
            }
        }
    }
}
