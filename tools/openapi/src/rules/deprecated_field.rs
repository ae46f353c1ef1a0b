//! `openapi/deprecated-field`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::structure::shape::Kind;
use crate::version::Version;

declare_rule! {
    /// ## What it finds
    /// A field that the specification itself calls deprecated: `allowEmptyValue` of parameters, and from OpenAPI 3.1
    /// on `example` in schemas.
    ///
    /// ## Why it matters
    /// Readers of later versions may ignore it. `examples` of JSON Schema takes the place of `example`.
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
    ///       type: string
    ///       example: A1
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
    ///       type: string
    ///       examples: [A1]
    /// ```
    /// ## Limits
    /// What an API itself calls deprecated is not meant. Off by default: it runs when it is selected.
    pub DeprecatedField {
        id: "openapi/deprecated-field",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: [],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for DeprecatedField {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for parameter in api.objects(Kind::Parameter).filter(|_| !api.is_swagger()) {
            if let Some(entry) = api.document.entry(parameter, "allowEmptyValue") {
                sink.push(
                    Finding::of::<Self>(api.span(entry.key))
                        .message("`allowEmptyValue` is deprecated")
                        .subject(parameter)
                        .help("Let the schema say which values are allowed."),
                );
            }
        }
        if api.version < Some(Version::V3_1) {
            return;
        }
        for schema in api.schemas() {
            if let Some(entry) = api.document.entry(schema, "example") {
                sink.push(
                    Finding::of::<Self>(api.span(entry.key))
                        .message("`example` of a schema is deprecated")
                        .subject(schema)
                        .help("Write `examples` with a list."),
                );
            }
        }
    }
}
