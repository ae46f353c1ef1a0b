//! `openapi/read-only-and-write-only`

use architect_core::{Finding, Rule, Severity, Sink, declare_rule};

use crate::api::Api;
use crate::version::Version;

declare_rule! {
    /// ## What it finds
    /// A schema that is `readOnly` and `writeOnly` at the same time.
    ///
    /// ## Why it matters
    /// The one keeps it out of requests, the other out of responses: it can stand nowhere.
    ///
    /// ## Bad
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// servers:
    ///   - url: https://api.example.org
    /// components:
    ///   schemas:
    ///     Order:
    ///       type: object
    ///       properties:
    ///         secret:
    ///           type: string
    ///           readOnly: true
    ///           writeOnly: true
    /// ```
    /// ## Good
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// servers:
    ///   - url: https://api.example.org
    /// components:
    ///   schemas:
    ///     Order:
    ///       type: object
    ///       properties:
    ///         secret:
    ///           type: string
    ///           writeOnly: true
    /// ```
    pub ReadOnlyAndWriteOnly {
        id: "openapi/read-only-and-write-only",
        severity: Error,
        since: "0.1.0",
        aliases: ["oasdiff:read-only-write-only-mutually-exclusive"],
        references: [("OpenAPI Specification 3.0.4, Schema Object", "https://spec.openapis.org/oas/v3.0.4.html#schema-object")],
    }
}

impl Rule<Api> for ReadOnlyAndWriteOnly {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for schema in api.schemas() {
            if api.flag(schema, "readOnly") && api.flag(schema, "writeOnly") {
                let place = api.get(schema, "writeOnly").unwrap_or(schema);
                let finding = Finding::of::<Self>(api.key_span(place))
                    .message("the schema is `readOnly` and `writeOnly` at the same time")
                    .subject(schema)
                    .help("Keep the one that holds.");
                // Only OpenAPI 3.0 forbids it in words.
                let forbidden = api.version < Some(Version::V3_1);
                sink.push(if forbidden { finding } else { finding.severity(Severity::Warning) });
            }
        }
    }
}
